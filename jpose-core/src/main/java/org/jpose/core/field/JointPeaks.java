package org.jpose.core.field;

import java.util.Arrays;

/**
 * The peaks of one joint's heatmap, in cells with fractions: the sure ones row by row, then the
 * weak ones row by row.
 *
 * @param x column
 * @param y row
 * @param score height of the heatmap where the smoothed one peaks
 * @param count how many are sure; a weak one is a joint only of a person it is connected with
 */
record JointPeaks(float[] x, float[] y, float[] score, int count) {
  /** Keeps logarithms finite where a neighbour is 0 or negative. */
  private static final float FLOOR = 1e-3f;

  /** Sure and weak ones. */
  int total() {
    return x.length;
  }

  /**
   * The peaks of a joint.
   *
   * @param threshold the smoothed heatmap of a sure peak is higher than this
   * @param weak the same of a weak peak; no higher than {@code threshold}
   * @param most only so many of the highest are kept
   */
  static JointPeaks find(PoseFields fields, int joint, float threshold, float weak, int most) {
    int width = fields.width();
    int height = fields.height();
    float[] heat = smoothed(fields, joint);
    int[] cells = new int[16];
    int count = 0;
    for (int row = 0; row < height; row++) {
      int cell = row * width;
      for (int column = 0; column < width; column++, cell++) {
        float value = heat[cell];
        if (value > weak
            && value < Float.POSITIVE_INFINITY
            && isPeak(heat, cell, value, row, column, width, height)) {
          if (count == cells.length) {
            cells = Arrays.copyOf(cells, 2 * count);
          }
          cells[count++] = cell;
        }
      }
    }
    return refine(fields, joint, heat, threshold, highest(heat, Arrays.copyOf(cells, count), most));
  }

  /** Puts the cells above a height before the others, each in the order they had; counts them. */
  private static int sureFirst(int[] cells, float[] heat, float threshold) {
    int[] others = new int[cells.length];
    int sure = 0;
    int weak = 0;
    for (int cell : cells) {
      if (heat[cell] > threshold) {
        cells[sure++] = cell;
      } else {
        others[weak++] = cell;
      }
    }
    System.arraycopy(others, 0, cells, sure, weak);
    return sure;
  }

  /**
   * One joint's heatmap after the binomial 1-2-1 along both axes, edges repeated: it takes away the
   * single-cell ripple on which large people break up, and hardly moves a Gaussian's top.
   */
  private static float[] smoothed(PoseFields fields, int joint) {
    int width = fields.width();
    int height = fields.height();
    int start = joint * width * height;
    float[] heat = fields.heat();
    float[] across = new float[width * height];
    for (int row = 0; row < height; row++) {
      int to = row * width;
      int from = start + to;
      int last = width - 1;
      across[to] = 3 * heat[from] + heat[from + Math.min(1, last)];
      for (int column = 1; column < last; column++) {
        int cell = from + column;
        across[to + column] = heat[cell - 1] + 2 * heat[cell] + heat[cell + 1];
      }
      if (last > 0) {
        across[to + last] = heat[from + last - 1] + 3 * heat[from + last];
      }
    }
    float[] smooth = new float[width * height];
    for (int row = 0; row < height; row++) {
      int at = row * width;
      int above = Math.max(0, row - 1) * width;
      int below = Math.min(height - 1, row + 1) * width;
      for (int column = 0; column < width; column++) {
        smooth[at + column] =
            (across[above + column] + 2 * across[at + column] + across[below + column]) * 0.0625f;
      }
    }
    return smooth;
  }

  /**
   * Whether no neighbour is higher and at least one is lower. Of the cells of a plateau the first
   * counts; flat ground has no peak.
   */
  private static boolean isPeak(
      float[] heat, int cell, float value, int row, int column, int width, int height) {
    boolean lower = false;
    for (int r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
        int neighbour = r * width + c;
        if (heat[neighbour] > value || heat[neighbour] == value && neighbour < cell) {
          return false;
        }
        lower |= heat[neighbour] < value;
      }
    }
    return lower;
  }

  private static int[] highest(float[] heat, int[] cells, int most) {
    if (cells.length <= most) {
      return cells;
    }
    return Arrays.stream(cells)
        .boxed()
        .sorted((a, b) -> Float.compare(heat[b], heat[a]))
        .limit(most)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /** Moves each peak to the highest cell around it and between cells, in the heatmap as it is. */
  private static JointPeaks refine(
      PoseFields fields, int joint, float[] smooth, float threshold, int[] cells) {
    int sure = sureFirst(cells, smooth, threshold);
    float[] x = new float[cells.length];
    float[] y = new float[cells.length];
    float[] score = new float[cells.length];
    int width = fields.width();
    int height = fields.height();
    int plane = joint * width * height;
    float[] heat = fields.heat();
    for (int i = 0; i < cells.length; i++) {
      int top = plane + highestAround(heat, plane, cells[i], width, height);
      int row = (top - plane) / width;
      int column = (top - plane) % width;
      x[i] = column;
      y[i] = row;
      if (column > 0 && column < width - 1) {
        x[i] += offset(heat[top - 1], heat[top], heat[top + 1]);
      }
      if (row > 0 && row < height - 1) {
        y[i] += offset(heat[top - width], heat[top], heat[top + width]);
      }
      score[i] = heat[plane + cells[i]];
    }
    return new JointPeaks(x, y, score, sure);
  }

  private static int highestAround(float[] heat, int plane, int cell, int width, int height) {
    int row = cell / width;
    int column = cell % width;
    int highest = cell;
    for (int r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
        if (heat[plane + r * width + c] > heat[plane + highest]) {
          highest = r * width + c;
        }
      }
    }
    return highest;
  }

  /** Where the parabola through three logarithms is highest, within half a cell. */
  private static float offset(float before, float at, float after) {
    double left = Math.log(Math.max(before, FLOOR));
    double middle = Math.log(Math.max(at, FLOOR));
    double right = Math.log(Math.max(after, FLOOR));
    double bend = 2 * middle - left - right;
    if (!(bend > 1e-9)) {
      return 0;
    }
    return (float) Math.max(-0.5, Math.min(0.5, (right - left) / (2 * bend)));
  }
}
