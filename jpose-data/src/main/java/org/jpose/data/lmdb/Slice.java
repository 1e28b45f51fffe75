package org.jpose.data.lmdb;

import jnr.ffi.Pointer;

/**
 * Bytes of a key or a value where LMDB has them; valid until its transaction ends. Nothing is
 * copied unless asked for: keys can be listed without reading values of megabytes.
 */
record Slice(Pointer pointer, long size) {
  /** What a transaction holds before it has read anything. */
  static final Slice NONE = new Slice(null, 0);

  /**
   * Copies bytes out.
   *
   * @throws IndexOutOfBoundsException if they are not inside
   */
  byte[] copy(long from, int length) {
    if (from < 0 || length < 0 || from + length > size) {
      throw new IndexOutOfBoundsException(
          length + " bytes from " + from + " of a value of " + size + " bytes");
    }
    byte[] bytes = new byte[length];
    pointer.get(from, bytes, 0, length);
    return bytes;
  }
}
