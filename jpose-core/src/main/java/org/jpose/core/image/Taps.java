package org.jpose.core.image;

/**
 * Which source pixels make each target pixel along one axis, and with which weight. Weights are
 * whole numbers of which {@link #ONE} is 1; those of a target pixel lie side by side.
 *
 * @param count taps of each target pixel
 * @param start first source pixel of each target pixel; {@code start + count} is inside the source
 * @param weights {@code [target pixel][tap]}
 */
record Taps(int count, int[] start, int[] weights) {
  /** Bits behind the point of a weight, as in OpenCV's 8-bit resize. */
  static final int BITS = 11;

  /** No fewer taps than this, if the source has so many pixels: loops over four are written out. */
  static final int LEAST = 4;

  /** The weight 1. */
  static final int ONE = 1 << BITS;

  private static final double CUBIC_A = -0.75;

  int targets() {
    return start.length;
  }

  static Taps of(Fit fit, int source, int target) {
    if (fit == Fit.STRETCH) {
      return cubic(source, target);
    }
    return target < source ? area(source, target) : linear(source, target);
  }

  /** OpenCV's INTER_CUBIC, with its rounding of weights. */
  private static Taps cubic(int source, int target) {
    double scale = (double) source / target;
    Builder builder = new Builder(source, target, 4);
    for (int i = 0; i < target; i++) {
      float centre = (float) ((i + 0.5) * scale - 0.5);
      int floor = (int) Math.floor(centre);
      float x = centre - floor;
      float a = (float) CUBIC_A;
      float w0 = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
      float w1 = ((a + 2) * x - (a + 3)) * x * x + 1;
      float w2 = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
      float w3 = 1f - w0 - w1 - w2;
      builder.add(i, floor - 1, rounded(w0), rounded(w1), rounded(w2), rounded(w3));
    }
    return builder.build();
  }

  private static int rounded(float weight) {
    return (int) Math.rint(weight * ONE);
  }

  /** Interpolation between the two nearest pixel centres. */
  private static Taps linear(int source, int target) {
    double scale = (double) source / target;
    Builder builder = new Builder(source, target, 2);
    for (int i = 0; i < target; i++) {
      double centre = (i + 0.5) * scale - 0.5;
      int floor = (int) Math.floor(centre);
      int right = (int) Math.rint((centre - floor) * ONE);
      builder.add(i, floor, ONE - right, right);
    }
    return builder.build();
  }

  /** Mean over the source interval a target pixel covers. */
  private static Taps area(int source, int target) {
    double scale = (double) source / target;
    int count = (int) Math.ceil(scale) + 1;
    Builder builder = new Builder(source, target, count);
    for (int i = 0; i < target; i++) {
      double from = i * scale;
      double to = Math.min(source, from + scale);
      int first = (int) from;
      int[] weights = new int[count];
      int sum = 0;
      double covered = 0;
      for (int k = 0; k < count && first + k < to; k++) {
        covered += Math.min(to, first + k + 1) - Math.max(from, first + k);
        // Rounding the running total keeps the sum of the weights exactly 1.
        int total = (int) Math.rint(covered / (to - from) * ONE);
        weights[k] = total - sum;
        sum = total;
      }
      builder.add(i, first, weights);
    }
    return builder.build();
  }

  /** Moves taps that lie outside the source to its edge pixels. */
  private static final class Builder {
    private final int source;
    private final int count;
    private final int[] start;
    private final int[] weights;

    Builder(int source, int target, int count) {
      this.source = source;
      this.count = Math.min(Math.max(count, LEAST), source);
      this.start = new int[target];
      this.weights = new int[target * this.count];
    }

    void add(int target, int first, int... taps) {
      int origin = Math.max(0, Math.min(first, source - count));
      start[target] = origin;
      for (int k = 0; k < taps.length; k++) {
        int pixel = Math.max(0, Math.min(source - 1, first + k));
        if (taps[k] != 0) {
          weights[target * count + pixel - origin] += taps[k];
        }
      }
    }

    Taps build() {
      return new Taps(count, start, weights);
    }
  }
}
