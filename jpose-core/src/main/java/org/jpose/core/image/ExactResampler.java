package org.jpose.core.image;

import java.util.Arrays;

/**
 * Separable resampling in whole numbers with weights of any sign, rounded once at the end: what
 * OpenCV computes. Down the columns first, because that loop runs over contiguous bytes. Cost:
 * {@code targetRows * sourceWidth * rowTaps + targetRows * targetWidth * columnTaps}, times 3.
 */
final class ExactResampler {
  private static final int SHIFT = 2 * Taps.BITS;
  private static final int HALF = 1 << (SHIFT - 1);

  private ExactResampler() {}

  /**
   * Resizes into the top-left corner of a larger image.
   *
   * @param image source
   * @param columns taps along x
   * @param rows taps along y
   * @param target {@code [row][targetWidth][3]}
   * @param targetWidth pixels in a row of the target
   */
  static void resize(Image image, Taps columns, Taps rows, byte[] target, int targetWidth) {
    int rowBytes = image.width() * 3;
    int[] sums = new int[rowBytes];
    for (int y = 0; y < rows.targets(); y++) {
      downColumns(image.pixels(), rows, y, sums);
      acrossRow(sums, columns, target, y * targetWidth * 3);
    }
  }

  private static void downColumns(byte[] pixels, Taps rows, int y, int[] sums) {
    int[] weights = rows.weights();
    int tap = y * rows.count();
    int from = rows.start()[y] * sums.length;
    if (rows.count() == Taps.LEAST) {
      addFour(pixels, from, weights, tap, sums);
      return;
    }
    Arrays.fill(sums, 0);
    for (int k = 0; k < rows.count(); k++, from += sums.length) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[tap + k] * (pixels[from + i] & 0xff);
      }
    }
  }

  /** A bicubic kernel's four rows in one pass; only sources of less than four pixels have fewer. */
  private static void addFour(byte[] pixels, int from, int[] weights, int tap, int[] sums) {
    int first = weights[tap];
    int second = weights[tap + 1];
    int third = weights[tap + 2];
    int fourth = weights[tap + 3];
    int row = sums.length;
    for (int i = 0; i < row; i++) {
      int at = from + i;
      sums[i] =
          first * (pixels[at] & 0xff)
              + second * (pixels[at + row] & 0xff)
              + third * (pixels[at + 2 * row] & 0xff)
              + fourth * (pixels[at + 3 * row] & 0xff);
    }
  }

  private static void acrossRow(int[] sums, Taps columns, byte[] target, int to) {
    if (columns.count() == Taps.LEAST) {
      acrossFour(sums, columns, target, to);
      return;
    }
    int[] weights = columns.weights();
    for (int x = 0; x < columns.targets(); x++) {
      for (int colour = 0; colour < 3; colour++) {
        int sum = HALF;
        for (int k = 0; k < columns.count(); k++) {
          sum += weights[x * columns.count() + k] * sums[(columns.start()[x] + k) * 3 + colour];
        }
        target[to + 3 * x + colour] = clamp(sum >> SHIFT);
      }
    }
  }

  private static void acrossFour(int[] sums, Taps columns, byte[] target, int to) {
    int[] weights = columns.weights();
    int[] start = columns.start();
    for (int x = 0; x < start.length; x++) {
      int from = start[x] * 3;
      int first = weights[4 * x];
      int second = weights[4 * x + 1];
      int third = weights[4 * x + 2];
      int fourth = weights[4 * x + 3];
      for (int colour = 0; colour < 3; colour++) {
        int sum =
            HALF
                + first * sums[from + colour]
                + second * sums[from + colour + 3]
                + third * sums[from + colour + 6]
                + fourth * sums[from + colour + 9];
        target[to + 3 * x + colour] = clamp(sum >> SHIFT);
      }
    }
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
