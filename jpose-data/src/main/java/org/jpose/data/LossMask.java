package org.jpose.data;

import java.util.Objects;
import java.util.Optional;

/**
 * Where an image's labels say the truth: 255 where the loss counts, 0 where people are that nobody
 * labelled (Cao et al. 2017, section 2.1: the mask W). One byte a pixel of the image, rows from the
 * top. Wraps its array; nobody may change it afterwards. Thread-safe.
 */
public final class LossMask {
  /** Where the loss counts. */
  public static final byte COUNTS = (byte) 255;

  private final int width;
  private final int height;
  private final Optional<byte[]> pixels;

  private LossMask(int width, int height, Optional<byte[]> pixels) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("mask of " + width + "x" + height + " pixels");
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /** A mask that counts everywhere; takes no memory. */
  public static LossMask everywhere(int width, int height) {
    return new LossMask(width, height, Optional.empty());
  }

  /**
   * Wraps a plane.
   *
   * @param pixels {@code [row][column]}, 255 where the loss counts, 0 where not; in between partly
   * @throws IllegalArgumentException if it has another length than {@code width * height}
   */
  public static LossMask wrap(int width, int height, byte[] pixels) {
    if (pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "mask of %dx%d pixels needs %d bytes, got %d"
              .formatted(width, height, (long) width * height, pixels.length));
    }
    return new LossMask(width, height, Optional.of(pixels));
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Number of rows. */
  public int height() {
    return height;
  }

  /** The plane itself, not a copy; empty if the loss counts everywhere. */
  public Optional<byte[]> pixels() {
    return pixels;
  }

  /** How much the loss counts at a pixel, 0 to 255. */
  public int value(int x, int y) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    return pixels.map(plane -> plane[y * width + x] & 0xff).orElse(255);
  }

  @Override
  public String toString() {
    return "LossMask[" + width + "x" + height + (pixels.isEmpty() ? ", everywhere]" : "]");
  }
}
