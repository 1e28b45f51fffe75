package org.jpose.train.engine;

import java.util.Arrays;

/** How far two engines' numbers are apart. */
final class Differences {
  private Differences() {}

  /** The largest difference of two results, as part of the range of the expected one. */
  static double largest(FieldBatch expected, FieldBatch found) {
    return Math.max(
        largest(expected.heat(), found.heat()), largest(expected.affinity(), found.affinity()));
  }

  private static double largest(float[] expected, float[] found) {
    if (expected.length != found.length) {
      throw new AssertionError(found.length + " numbers, expected " + expected.length);
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
    }
    return largest / range(expected);
  }

  /** Greatest minus least number. */
  static double range(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return greatest - least;
  }

  /** How many of the planes vary by more than a hundredth of the range of all. */
  static double varying(FieldBatch fields) {
    int cells = fields.height() * fields.width();
    int planes = fields.heat().length / cells;
    int varying = 0;
    for (int plane = 0; plane < planes; plane++) {
      float[] one = Arrays.copyOfRange(fields.heat(), plane * cells, (plane + 1) * cells);
      varying += range(one) > range(fields.heat()) / 100 ? 1 : 0;
    }
    return (double) varying / planes;
  }
}
