package org.jpose.data.lmdb;

/**
 * How records are read.
 *
 * @param firstPixel what the records call the first pixel's place: 1 by the format's convention,
 *     and what CMU's reader takes; CMU's own COCO records hold places from 0 all the same
 * @param limit at most so many records, the first ones
 */
public record LmdbOptions(int firstPixel, int limit) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the first pixel is neither 0 nor 1, or the limit not
   *     positive
   */
  public LmdbOptions {
    if (firstPixel != 0 && firstPixel != 1) {
      throw new IllegalArgumentException("first pixel " + firstPixel + ", expected 0 or 1");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("at most " + limit + " records, expected 1 or more");
    }
  }

  /** Places from 1, all records. */
  public static LmdbOptions defaults() {
    return new LmdbOptions(1, Integer.MAX_VALUE);
  }

  /** The same with places from another number. */
  public LmdbOptions withFirstPixel(int newFirstPixel) {
    return new LmdbOptions(newFirstPixel, limit);
  }

  /** The same with another limit. */
  public LmdbOptions withLimit(int newLimit) {
    return new LmdbOptions(firstPixel, newLimit);
  }
}
