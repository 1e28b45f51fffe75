package org.jpose.core.image;

/**
 * Separable resampling in whole numbers with weights of any sign, rounded once at the end: what
 * OpenCV computes. Across the rows first, each source row that is needed once; then down the
 * columns, a loop over whole numbers that the JVM turns into vector instructions. Cost: {@code
 * sourceRows * targetWidth * columnTaps + targetRows * targetWidth * rowTaps}, times 3.
 */
final class ExactResampler {
  private static final int SHIFT = 2 * Taps.BITS;
  private static final int HALF = 1 << (SHIFT - 1);

  private final byte[] pixels;
  private final int rowBytes;
  private final Taps columns;
  private final Taps rows;

  /** Row {@code y} of the source, resampled, at {@code y % rows.count()}. */
  private final int[][] across;

  private final int[] down;

  private ExactResampler(Image image, Taps columns, Taps rows) {
    pixels = image.pixels();
    rowBytes = image.width() * 3;
    this.columns = columns;
    this.rows = rows;
    down = new int[columns.targets() * 3];
    across = new int[rows.count()][down.length];
  }

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
    ExactResampler resampler = new ExactResampler(image, columns, rows);
    int next = 0;
    for (int y = 0; y < rows.targets(); y++) {
      int start = rows.start()[y];
      for (int row = Math.max(next, start); row < start + rows.count(); row++) {
        resampler.across(row);
      }
      next = start + rows.count();
      resampler.down(y);
      int to = y * targetWidth * 3;
      for (int i = 0; i < resampler.down.length; i++) {
        target[to + i] = clamp(resampler.down[i]);
      }
    }
  }

  private void across(int row) {
    int[] sums = across[row % across.length];
    if (columns.count() == Taps.LEAST) {
      acrossFour(row * rowBytes, sums);
      return;
    }
    // Only sources of less than four pixels have fewer taps.
    int[] weights = columns.weights();
    for (int x = 0; x < columns.targets(); x++) {
      for (int colour = 0; colour < 3; colour++) {
        int sum = 0;
        for (int k = 0; k < columns.count(); k++) {
          int from = row * rowBytes + (columns.start()[x] + k) * 3 + colour;
          sum += weights[x * columns.count() + k] * (pixels[from] & 0xff);
        }
        sums[3 * x + colour] = sum;
      }
    }
  }

  private void acrossFour(int origin, int[] sums) {
    int[] weights = columns.weights();
    int[] start = columns.start();
    byte[] row = pixels;
    for (int x = 0; x < start.length; x++) {
      int from = origin + start[x] * 3;
      int first = weights[4 * x];
      int second = weights[4 * x + 1];
      int third = weights[4 * x + 2];
      int fourth = weights[4 * x + 3];
      for (int colour = 0; colour < 3; colour++) {
        sums[3 * x + colour] =
            first * (row[from + colour] & 0xff)
                + second * (row[from + colour + 3] & 0xff)
                + third * (row[from + colour + 6] & 0xff)
                + fourth * (row[from + colour + 9] & 0xff);
      }
    }
  }

  private void down(int y) {
    int[] weights = rows.weights();
    int tap = y * rows.count();
    int start = rows.start()[y];
    if (rows.count() == Taps.LEAST) {
      downFour(
          across[start % 4],
          across[(start + 1) % 4],
          across[(start + 2) % 4],
          across[(start + 3) % 4],
          weights,
          tap);
      return;
    }
    for (int i = 0; i < down.length; i++) {
      int sum = HALF;
      for (int k = 0; k < rows.count(); k++) {
        sum += weights[tap + k] * across[(start + k) % across.length][i];
      }
      down[i] = sum >> SHIFT;
    }
  }

  private void downFour(int[] a, int[] b, int[] c, int[] d, int[] weights, int tap) {
    int first = weights[tap];
    int second = weights[tap + 1];
    int third = weights[tap + 2];
    int fourth = weights[tap + 3];
    int[] sums = down;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = HALF + first * a[i] + second * b[i] + third * c[i] + fourth * d[i] >> SHIFT;
    }
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
