package com.acme.io;

class Closer {
  void close(Reader reader) {
    reader.nextString();
  }
}
