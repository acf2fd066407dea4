package com.acme.io;

public class Reader {
  public String nextString() {
    return "";
  }

  public String nextString(int most) {
    return nextString().substring(0, most);
  }

  public static class Mark {
    public int line;
  }
}
