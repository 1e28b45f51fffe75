package org.jpose.weights.quantize;

/**
 * The numbers 256 equal steps stand for; zero is one of them (Jacob et al. 2018, arXiv 1712.05877,
 * section 2.1).
 *
 * @param low the smallest, not above 0
 * @param high the largest, not below 0
 */
record QuantizedRange(float low, float high) {
  private static final int STEPS = 255;
  private static final float LEAST_WIDTH = 1e-8f;

  QuantizedRange {
    if (!(low <= 0) || !(high >= 0)) {
      throw new IllegalArgumentException("range " + low + " to " + high + " must hold 0");
    }
    if (high - low < LEAST_WIDTH) {
      high = low + LEAST_WIDTH;
    }
  }

  /** The least range that holds this and another. */
  QuantizedRange with(QuantizedRange other) {
    return new QuantizedRange(Math.min(low, other.low), Math.max(high, other.high));
  }

  /** What one step is worth. */
  float step() {
    return (high - low) / STEPS;
  }

  /** The step that stands for zero, 0 to 255. */
  int zero() {
    return Math.min(STEPS, Math.max(0, Math.round(-low / step())));
  }
}
