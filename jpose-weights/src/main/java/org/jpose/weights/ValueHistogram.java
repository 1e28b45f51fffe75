package org.jpose.weights;

/**
 * How often numbers of each size occur, in bins that grow with the numbers. Not thread-safe.
 *
 * <p>The bins cover {@code [-limit, limit)}; a larger number doubles the limit until it fits, and
 * neighbouring bins become one. Cost is constant per number.
 */
final class ValueHistogram {
  private static final int BINS = 4096;
  private static final int CANDIDATES = 64;

  private final long[] counts = new long[BINS];
  private double limit = 1.0 / (1 << 20);
  private float least = Float.POSITIVE_INFINITY;
  private float largest = Float.NEGATIVE_INFINITY;

  void add(float number) {
    if (!Float.isFinite(number)) {
      throw new IllegalArgumentException("cannot calibrate on " + number);
    }
    least = Math.min(least, number);
    largest = Math.max(largest, number);
    while (Math.abs(number) >= limit) {
      grow();
    }
    counts[(int) ((number / limit + 1) * (BINS / 2))]++;
  }

  private void grow() {
    long[] merged = new long[BINS];
    for (int i = 0; i < BINS; i++) {
      merged[BINS / 4 + i / 2] += counts[i];
    }
    System.arraycopy(merged, 0, counts, 0, BINS);
    limit *= 2;
  }

  boolean isEmpty() {
    return largest < least;
  }

  /**
   * Returns the range of 256 equal steps, zero among them, with the least expected squared error:
   * narrower steps against numbers cut off. First the upper end is moved, then the lower one.
   */
  QuantizedRange range() {
    QuantizedRange widest = new QuantizedRange(Math.min(0, least), Math.max(0, largest));
    QuantizedRange lowered = best(widest, 0, 1);
    return best(lowered, 1, 0);
  }

  /** Returns the best of the ranges whose ends are moved towards zero, or not, step by step. */
  private QuantizedRange best(QuantizedRange widest, int moveLow, int moveHigh) {
    QuantizedRange best = widest;
    double bestError = error(widest);
    for (int i = 1; i < CANDIDATES; i++) {
      float part = (float) i / CANDIDATES;
      QuantizedRange narrower =
          new QuantizedRange(
              widest.low() * (1 - moveLow * part), widest.high() * (1 - moveHigh * part));
      double error = error(narrower);
      if (error < bestError) {
        best = narrower;
        bestError = error;
      }
    }
    return best;
  }

  private double error(QuantizedRange range) {
    double rounding = range.step() * range.step() / 12;
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
      if (counts[i] > 0) {
        double centre = ((i + 0.5) / (BINS / 2) - 1) * limit;
        double beyond = Math.max(Math.max(range.low() - centre, centre - range.high()), 0);
        sum += counts[i] * (beyond > 0 ? beyond * beyond : rounding);
      }
    }
    return sum;
  }
}
