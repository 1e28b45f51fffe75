package org.jpose.data.lmdb;

/**
 * Where a value is.
 *
 * @param page its page, or the first of its own run of pages
 * @param offset of its first byte in that page: {@link LmdbPage#HEADER} in a run, more in a leaf
 * @param size in bytes
 */
record LmdbValue(long page, int offset, long size) {
  /** Whether it has pages of its own. */
  boolean isRun() {
    return offset == LmdbPage.HEADER;
  }

  /** Pages of its own that it takes. */
  long pages(int pageSize) {
    return (LmdbPage.HEADER + size + pageSize - 1) / pageSize;
  }
}
