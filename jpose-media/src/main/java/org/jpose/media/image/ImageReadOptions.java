package org.jpose.media.image;

/**
 * How {@link ImageFileReader} works.
 *
 * @param maxPixels images of more pixels are refused before anything is allocated
 */
public record ImageReadOptions(long maxPixels) {
  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ImageReadOptions {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels " + maxPixels + " must be at least 1");
    }
  }

  /** At most 250 million pixels. */
  public static ImageReadOptions defaults() {
    return new ImageReadOptions(250_000_000);
  }

  /** The same with another limit on pixels. */
  public ImageReadOptions withMaxPixels(long newMaxPixels) {
    return new ImageReadOptions(newMaxPixels);
  }
}
