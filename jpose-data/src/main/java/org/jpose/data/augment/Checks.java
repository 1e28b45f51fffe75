package org.jpose.data.augment;

/** What every parameter of an augmentation must be. */
final class Checks {
  private Checks() {}

  static void positive(String what, Range range) {
    if (!(range.least() > 0)) {
      throw new IllegalArgumentException(
          what + " from " + range.least() + " to " + range.most() + " must be positive");
    }
  }

  static void notNegative(String what, Range range) {
    if (!(range.least() >= 0)) {
      throw new IllegalArgumentException(
          what + " from " + range.least() + " to " + range.most() + " must not be negative");
    }
  }

  static void probability(String what, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          what + ": probability " + probability + " is not between 0 and 1");
    }
  }
}
