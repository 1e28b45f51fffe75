package org.jpose.train.engine;

/**
 * Images of one size as a network takes them.
 *
 * <p>Wraps the array it is given: neither side may change it afterwards.
 *
 * @param count images
 * @param height rows
 * @param width columns
 * @param values {@code [image][plane][row][column]}, three planes of 0..255 in the network's colour
 *     order
 */
public record ImageBatch(int count, int height, int width, float[] values) {
  /** Colour planes of an image. */
  static final int PLANES = 3;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is not positive or the array has another length than
   *     the sizes say
   */
  public ImageBatch {
    if (count < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "batch of %d images of %d rows and %d columns: each must be > 0"
              .formatted(count, height, width));
    }
    long expected = (long) count * PLANES * height * width;
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "batch of %d images of %d rows and %d columns has %d values, expected %d"
              .formatted(count, height, width, values.length, expected));
    }
  }
}
