package com.acme.app;

import com.acme.io.*;

class All {
  String all(Reader reader) {
    return reader.nextString() + com.acme.io.Reader.class;
  }
}
