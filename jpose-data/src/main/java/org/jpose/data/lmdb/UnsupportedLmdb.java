package org.jpose.data.lmdb;

import java.io.IOException;

/** A database may be whole, but is of a kind that is not read; the message says which. */
final class UnsupportedLmdb extends IOException {
  private static final long serialVersionUID = 1L;

  UnsupportedLmdb(String message) {
    super(message);
  }
}
