package org.jpose.data;

/**
 * One feature that a network's trunk makes of images: planes that its heads read. Wraps its array;
 * the receiver owns it.
 *
 * @param channels planes of a sample
 * @param rows cells in a column of a plane
 * @param columns cells in a row of a plane
 * @param values {@code [sample][channel][row][column]}, the bits of IEEE 754 binary16
 */
public record FeaturePlanes(int channels, int rows, int columns, short[] values) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public FeaturePlanes {
    if (channels < 1 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "feature of %d planes of %d rows and %d columns: each must be > 0"
              .formatted(channels, rows, columns));
    }
  }

  /** Numbers of one sample. */
  public int length() {
    return channels * rows * columns;
  }

  /**
   * Checks that they are of so many samples.
   *
   * @throws IllegalArgumentException if not
   */
  void requireSamples(int samples) {
    if (values.length != (long) samples * length()) {
      throw new IllegalArgumentException(
          "feature of %d planes of %dx%d cells has %d numbers, expected those of %d samples"
              .formatted(channels, columns, rows, values.length, samples));
    }
  }
}
