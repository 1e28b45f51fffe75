package org.jpose.data.lmdb;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A page of an LMDB as version 0.9 lays it out on 64-bit machines (mdb.c, {@code MDB_page}),
 * checked for what lies outside of it.
 *
 * @param number where it stands in the file
 * @param bytes all of it, or its header, little-endian
 */
record LmdbPage(long number, ByteBuffer bytes) {
  /** Bytes before the places of a page's nodes, or before the value of a run of pages. */
  static final int HEADER = 16;

  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int OVERFLOW = 0x04;
  static final int META = 0x08;

  /** Set while a page is written; what it says of a page on the disk does not matter. */
  private static final int DIRTY = 0x10;

  private static final int NODE = 8;

  /** Of a leaf's node: its value has pages of its own, is a database, has values of its own. */
  private static final int RUN = 1;

  private static final int DATABASE = 2;
  private static final int SEVERAL = 4;

  /**
   * Reads a page.
   *
   * @param pageSize bytes of a page
   * @param length bytes of it to read
   * @throws LmdbDamage if it is not the page it should be
   */
  static LmdbPage read(RandomAccessFile file, long number, int pageSize, int length)
      throws IOException {
    byte[] bytes = new byte[length];
    file.seek(number * pageSize);
    try {
      file.readFully(bytes);
    } catch (EOFException e) {
      throw new LmdbDamage("page " + number + " is cut off");
    }
    LmdbPage page = new LmdbPage(number, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    if (page.bytes.getLong(0) != number) {
      throw page.damage("it says that it is page " + page.bytes.getLong(0));
    }
    return page;
  }

  LmdbDamage damage(String what) {
    return new LmdbDamage("page " + number + ": " + what);
  }

  /** What kind of page it is. */
  int kind() {
    return bytes.getShort(10) & 0xffff & ~DIRTY;
  }

  /** Pages of a run of which this is the first. */
  long run() {
    return bytes.getInt(12) & 0xffffffffL;
  }

  /**
   * Number of nodes of a branch or leaf.
   *
   * @throws LmdbDamage if they are not inside the page
   */
  int nodes() throws LmdbDamage {
    int lower = bytes.getShort(12) & 0xffff;
    int upper = bytes.getShort(14) & 0xffff;
    if (lower < HEADER || lower > upper || upper > bytes.capacity() || lower % 2 != 0) {
      throw damage("its bounds are " + lower + " and " + upper);
    }
    return (lower - HEADER) / 2;
  }

  /** Where a node begins. */
  private int place(int node) throws LmdbDamage {
    int place = bytes.getShort(HEADER + 2 * node) & 0xffff;
    int upper = bytes.getShort(14) & 0xffff;
    if (place < upper || place > bytes.capacity() - NODE) {
      throw damage("node " + node + " is outside of it");
    }
    return place;
  }

  /** A node's key. */
  byte[] key(int node) throws LmdbDamage {
    int place = place(node);
    int length = bytes.getShort(place + 6) & 0xffff;
    if (place + NODE + length > bytes.capacity()) {
      throw damage("the key of node " + node + " has " + length + " bytes");
    }
    byte[] key = new byte[length];
    bytes.get(place + NODE, key);
    return key;
  }

  /** The page that a branch's node leads to. */
  long child(int node) throws LmdbDamage {
    int place = place(node);
    return bytes.getInt(place) & 0xffffffffL | (bytes.getShort(place + 4) & 0xffffL) << 32;
  }

  /**
   * Where the value of a leaf's node is.
   *
   * @throws LmdbDamage if it is not inside the page
   * @throws UnsupportedLmdb if it is a database, or one of several values
   */
  LmdbValue value(int node) throws IOException {
    int place = place(node);
    long size = bytes.getInt(place) & 0xffffffffL;
    int flags = bytes.getShort(place + 4) & 0xffff;
    int data = place + NODE + (bytes.getShort(place + 6) & 0xffff);
    if (flags == 0) {
      if (data + size > bytes.capacity()) {
        throw damage("the value of node " + node + " has " + size + " bytes");
      }
      return new LmdbValue(number, data, size);
    }
    if ((flags & ~(DATABASE | SEVERAL)) == 0) {
      throw new UnsupportedLmdb(
          (flags & SEVERAL) != 0 ? "it has several values of a key" : "it has databases in it");
    }
    if (flags != RUN || data + Long.BYTES > bytes.capacity()) {
      throw damage("node " + node + " is of kind " + flags);
    }
    return new LmdbValue(bytes.getLong(data), HEADER, size);
  }
}
