package org.jpose.data.lmdb;

/**
 * How records are read.
 *
 * @param firstPixel what the records call the first pixel's place: 1 by the format's convention,
 *     and what CMU's reader takes; CMU's own COCO records hold places from 0 all the same
 */
public record LmdbOptions(int firstPixel) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the first pixel is neither 0 nor 1
   */
  public LmdbOptions {
    if (firstPixel != 0 && firstPixel != 1) {
      throw new IllegalArgumentException("first pixel " + firstPixel + ", expected 0 or 1");
    }
  }

  /** Places from 1. */
  public static LmdbOptions defaults() {
    return new LmdbOptions(1);
  }

  /** The same with places from another number. */
  public LmdbOptions withFirstPixel(int newFirstPixel) {
    return new LmdbOptions(newFirstPixel);
  }
}
