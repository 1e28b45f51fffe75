package org.jpose.core.field;

import java.util.Arrays;

/**
 * The peaks of one joint's heatmap, in cells with fractions, row by row.
 *
 * @param x column
 * @param y row
 * @param score height of the heatmap
 */
record JointPeaks(float[] x, float[] y, float[] score) {
  /** Keeps logarithms finite where a neighbour is 0 or negative. */
  private static final float FLOOR = 1e-3f;

  int count() {
    return x.length;
  }

  static JointPeaks find(PoseFields fields, int joint, float threshold, int most) {
    int width = fields.width();
    int height = fields.height();
    float[] heat = fields.heat();
    int start = joint * width * height;
    int[] cells = new int[16];
    int count = 0;
    for (int row = 0; row < height; row++) {
      int cell = start + row * width;
      for (int column = 0; column < width; column++, cell++) {
        float value = heat[cell];
        if (value > threshold
            && value < Float.POSITIVE_INFINITY
            && isPeak(heat, cell, value, row, column, width, height)) {
          if (count == cells.length) {
            cells = Arrays.copyOf(cells, 2 * count);
          }
          cells[count++] = cell - start;
        }
      }
    }
    return refine(fields, joint, highest(heat, start, Arrays.copyOf(cells, count), most));
  }

  /** A plateau has one peak: the first of its cells. */
  private static boolean isPeak(
      float[] heat, int cell, float value, int row, int column, int width, int height) {
    boolean left = column > 0;
    boolean right = column < width - 1;
    if (left && heat[cell - 1] >= value || right && heat[cell + 1] > value) {
      return false;
    }
    if (row > 0) {
      int above = cell - width;
      if (heat[above] >= value
          || left && heat[above - 1] >= value
          || right && heat[above + 1] >= value) {
        return false;
      }
    }
    if (row < height - 1) {
      int below = cell + width;
      return !(heat[below] > value
          || left && heat[below - 1] > value
          || right && heat[below + 1] > value);
    }
    return true;
  }

  private static int[] highest(float[] heat, int start, int[] cells, int most) {
    if (cells.length <= most) {
      return cells;
    }
    return Arrays.stream(cells)
        .boxed()
        .sorted((a, b) -> Float.compare(heat[start + b], heat[start + a]))
        .limit(most)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static JointPeaks refine(PoseFields fields, int joint, int[] cells) {
    float[] x = new float[cells.length];
    float[] y = new float[cells.length];
    float[] score = new float[cells.length];
    int width = fields.width();
    int height = fields.height();
    float[] heat = fields.heat();
    for (int i = 0; i < cells.length; i++) {
      int row = cells[i] / width;
      int column = cells[i] % width;
      int cell = joint * width * height + cells[i];
      x[i] = column;
      y[i] = row;
      if (column > 0 && column < width - 1) {
        x[i] += offset(heat[cell - 1], heat[cell], heat[cell + 1]);
      }
      if (row > 0 && row < height - 1) {
        y[i] += offset(heat[cell - width], heat[cell], heat[cell + width]);
      }
      score[i] = heat[cell];
    }
    return new JointPeaks(x, y, score);
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
