package org.jpose.data.lmdb;

import java.io.IOException;

/** A database is not what LMDB writes; the message says where, without the file's name. */
final class LmdbDamage extends IOException {
  private static final long serialVersionUID = 1L;

  LmdbDamage(String message) {
    super(message);
  }
}
