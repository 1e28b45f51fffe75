package org.jpose.media.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import org.jpose.core.image.Image;

/**
 * How stored pixels lie in the upright image: EXIF's orientation, 1 to 8 (Exif 2.32, tag 0x0112).
 *
 * @param code EXIF's number; 1 is upright, 6 is a photo to be turned right by a quarter
 */
record Orientation(int code) {
  private static final Orientation UPRIGHT = new Orientation(1);

  /** Columns copied at a time: turned by a quarter, each is a row of the result. */
  private static final int BLOCK = 32;

  /** The orientation a file tells; upright if it tells none, a wrong one, or is damaged there. */
  static Orientation of(EncodedImage image, ImageKind kind) {
    try (ImageInputStream in = image.openAnywhere()) {
      int code = ExifOrientation.of(in, kind);
      return code >= 1 && code <= 8 ? new Orientation(code) : UPRIGHT;
    } catch (IOException | RuntimeException e) {
      return UPRIGHT;
    }
  }

  /** That turns by 90, 180 or 270 degrees. */
  static Orientation clockwise(int degrees) {
    return new Orientation(degrees == 90 ? 6 : degrees == 180 ? 3 : 8);
  }

  /** Whether pixels stay where they are. */
  boolean isUpright() {
    return code == 1;
  }

  /** Whether rows become columns, so that width and height change places. */
  boolean swapsSides() {
    return code >= 5;
  }

  /**
   * Copies a strip of a stored image to where it belongs upright.
   *
   * @param strip whole rows of the stored image
   * @param top number of the strip's first row in the stored image
   * @param height rows of the stored image
   * @param upright pixels of the upright image in the strip's colour order, {@code
   *     [row][column][colour]}
   */
  void copy(Image strip, int top, int height, byte[] upright) {
    int width = strip.width();
    int corner = width * height - 1;
    int first; // pixel of the result that gets the stored image's first one
    int perColumn;
    int perRow;
    switch (code) {
      case 2 -> {
        first = width - 1;
        perColumn = -1;
        perRow = width;
      }
      case 3 -> {
        first = corner;
        perColumn = -1;
        perRow = -width;
      }
      case 4 -> {
        first = corner - (width - 1);
        perColumn = 1;
        perRow = -width;
      }
      case 5 -> {
        first = 0;
        perColumn = height;
        perRow = 1;
      }
      case 6 -> {
        first = height - 1;
        perColumn = height;
        perRow = -1;
      }
      case 7 -> {
        first = corner;
        perColumn = -height;
        perRow = -1;
      }
      case 8 -> {
        first = corner - (height - 1);
        perColumn = -height;
        perRow = 1;
      }
      default -> {
        System.arraycopy(strip.pixels(), 0, upright, top * width * 3, strip.pixels().length);
        return;
      }
    }
    byte[] stored = strip.pixels();
    for (int left = 0; left < width; left += BLOCK) {
      int right = Math.min(width, left + BLOCK);
      for (int y = 0; y < strip.height(); y++) {
        int from = (y * width + left) * 3;
        int to = (first + (top + y) * perRow + left * perColumn) * 3;
        for (int x = left; x < right; x++, from += 3, to += perColumn * 3) {
          upright[to] = stored[from];
          upright[to + 1] = stored[from + 1];
          upright[to + 2] = stored[from + 2];
        }
      }
    }
  }
}
