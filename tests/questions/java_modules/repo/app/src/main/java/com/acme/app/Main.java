package com.acme.app;

import com.acme.io.Reader;
import com.acme.io.Reader.Mark;
import java.util.*;

public class Main {
  private final Reader reader = new Reader();
  private final Scanner scanner = new Scanner(System.in);

  String first(Mark mark) {
    scanner.nextString();
    return reader.nextString();
  }
}
