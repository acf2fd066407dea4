package com.acme.io;

import org.junit.Test;

public class ReaderTest {
  @Test
  public void reads() {
    new Reader().nextString(3);
  }
}
