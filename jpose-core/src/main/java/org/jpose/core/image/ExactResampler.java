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
      Arrays.fill(sums, 0);
      for (int k = 0; k < rows.count(); k++) {
        int weight = rows.weights()[y * rows.count() + k];
        if (weight != 0) {
          addRow(image.pixels(), (rows.start()[y] + k) * rowBytes, weight, sums);
        }
      }
      acrossRow(sums, columns, target, y * targetWidth * 3);
    }
  }

  private static void addRow(byte[] pixels, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * (pixels[from + i] & 0xff);
    }
  }

  private static void acrossRow(int[] sums, Taps columns, byte[] target, int to) {
    int count = columns.count();
    int[] weights = columns.weights();
    for (int x = 0, w = 0; x < columns.targets(); x++) {
      int from = columns.start()[x] * 3;
      int first = HALF;
      int second = HALF;
      int third = HALF;
      for (int k = 0; k < count; k++, w++, from += 3) {
        int weight = weights[w];
        first += weight * sums[from];
        second += weight * sums[from + 1];
        third += weight * sums[from + 2];
      }
      target[to++] = clamp(first >> SHIFT);
      target[to++] = clamp(second >> SHIFT);
      target[to++] = clamp(third >> SHIFT);
    }
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
