package org.jpose.data.augment;

import java.util.Arrays;

/**
 * Smooths a warped image on its way to the planes of a batch, to the bit as {@link Blur} does: each
 * row along itself as it comes, then across the last few rows. Columns are worked on in short loops
 * over whole arrays, which the compiler turns into vector instructions. For one image.
 */
final class BlurredRows implements WarpTarget {
  private static final int COLOURS = 3;

  private final WarpTarget target;
  private final int columns;
  private final int rows;
  private final int reachX;
  private final int reachY;

  /** The row that comes in: {@code [colour][column]}. */
  private final int[][] current;

  /** Row {@code y}, smoothed along itself, at {@code y % (2 reachY + 1)}. */
  private final int[][][] ring;

  private final int[][] smoothed;

  /** A row beside itself, by one or two columns to either side. */
  private final int[][] beside;

  /**
   * For an image of so many columns and rows.
   *
   * @param reachX pixels to each side that a row is smoothed over, 0 to 2
   * @param reachY the same for a column
   */
  BlurredRows(WarpTarget target, int columns, int rows, int reachX, int reachY) {
    this.target = target;
    this.columns = columns;
    this.rows = rows;
    this.reachX = reachX;
    this.reachY = reachY;
    current = new int[COLOURS][columns];
    ring = new int[2 * reachY + 1][COLOURS][columns];
    smoothed = new int[COLOURS][columns];
    beside = new int[5][columns];
  }

  @Override
  public void fill(int row, int from, int to, int grey) {
    for (int[] colour : current) {
      Arrays.fill(colour, from, to, grey);
    }
  }

  @Override
  public void put(int row, int from, int to, int[][] colours) {
    for (int colour = 0; colour < COLOURS; colour++) {
      System.arraycopy(colours[colour], from, current[colour], from, to - from);
    }
  }

  @Override
  public void end(int row) {
    int[][] along = ring[row % ring.length];
    for (int colour = 0; colour < COLOURS; colour++) {
      smoothAlong(current[colour], along[colour]);
    }
    // The last row has all before it that waited for more.
    int last = row == rows - 1 ? row : row - reachY;
    for (int y = Math.max(0, row - reachY); y <= last; y++) {
      emit(y);
    }
  }

  private void emit(int y) {
    for (int colour = 0; colour < COLOURS; colour++) {
      int[] middle = near(y, 0)[colour];
      switch (reachY) {
        case 0 -> System.arraycopy(middle, 0, smoothed[colour], 0, columns);
        case 1 -> three(near(y, -1)[colour], middle, near(y, 1)[colour], smoothed[colour]);
        default ->
            five(
                near(y, -2)[colour],
                near(y, -1)[colour],
                middle,
                near(y, 1)[colour],
                near(y, 2)[colour],
                smoothed[colour]);
      }
    }
    target.put(y, 0, columns, smoothed);
    target.end(y);
  }

  /** Rows of the border are repeated outwards. */
  private int[][] near(int y, int step) {
    return ring[Math.max(0, Math.min(rows - 1, y + step)) % ring.length];
  }

  private void smoothAlong(int[] row, int[] along) {
    switch (reachX) {
      case 0 -> System.arraycopy(row, 0, along, 0, columns);
      case 1 -> three(shifted(row, -1), row, shifted(row, 1), along);
      default ->
          five(shifted(row, -2), shifted(row, -1), row, shifted(row, 1), shifted(row, 2), along);
    }
  }

  /** {@code row[i + step]}, with the border's columns repeated outwards. */
  private int[] shifted(int[] row, int step) {
    int[] moved = beside[step + 2];
    int outside = Math.min(columns, Math.abs(step));
    if (step < 0) {
      Arrays.fill(moved, 0, outside, row[0]);
      System.arraycopy(row, 0, moved, outside, columns - outside);
    } else {
      System.arraycopy(row, outside, moved, 0, columns - outside);
      Arrays.fill(moved, columns - outside, columns, row[columns - 1]);
    }
    return moved;
  }

  private static void three(int[] a, int[] b, int[] c, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + 2 * b[i] + c[i] + 2 >> 2;
    }
  }

  private static void five(int[] a, int[] b, int[] c, int[] d, int[] e, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + e[i] + 4 * (b[i] + d[i]) + 6 * c[i] + 8 >> 4;
    }
  }
}
