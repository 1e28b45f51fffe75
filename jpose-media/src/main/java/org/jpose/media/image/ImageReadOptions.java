package org.jpose.media.image;

/**
 * How {@link ImageFileReader} works.
 *
 * @param maxPixels images of more pixels are refused before anything is allocated
 * @param nativeJpeg whether ordinary, whole JPEG files of up to 16 million pixels are decoded by
 *     OpenCV where its native library is there: the same pixels in half the time, after half a
 *     second to load it; a file with an sRGB profile may differ by 1
 */
public record ImageReadOptions(long maxPixels, boolean nativeJpeg) {
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

  /** At most 250 million pixels, all by Java's own readers. */
  public static ImageReadOptions defaults() {
    return new ImageReadOptions(250_000_000, false);
  }

  /** The same with another limit on pixels. */
  public ImageReadOptions withMaxPixels(long newMaxPixels) {
    return new ImageReadOptions(newMaxPixels, nativeJpeg);
  }

  /** The same with OpenCV for plain JPEG files, for those who read many. */
  public ImageReadOptions withNativeJpeg() {
    return new ImageReadOptions(maxPixels, true);
  }
}
