package org.jpose.data.augment;

import java.util.SplittableRandom;

/**
 * Numbers to draw from.
 *
 * @param least the smallest
 * @param most the largest
 * @param geometric whether equal ratios, not equal differences, are equally likely
 */
public record Range(double least, double most, boolean geometric) {
  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if they are not in order, or not positive although geometric
   */
  public Range {
    if (!(least <= most) || (geometric && !(least > 0)) || Double.isInfinite(most - least)) {
      throw new IllegalArgumentException(
          "range from " + least + " to " + most + (geometric ? ", by ratio" : ""));
    }
  }

  /** Every number equally likely. */
  public static Range of(double least, double most) {
    return new Range(least, most, false);
  }

  /** Every ratio equally likely. */
  public static Range byRatio(double least, double most) {
    return new Range(least, most, true);
  }

  /** From the negative to the positive number. */
  public static Range around(double most) {
    return new Range(-most, most, false);
  }

  /** Always the same. */
  public static Range only(double value) {
    return new Range(value, value, false);
  }

  /** Draws one; takes one number from the generator in any case. */
  double draw(SplittableRandom random) {
    double part = random.nextDouble();
    return geometric
        ? least * Math.pow(most / least, part)
        : Math.min(most, least + part * (most - least));
  }
}
