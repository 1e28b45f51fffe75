package org.jpose.train;

import java.util.OptionalLong;

/**
 * When a training saves and measures itself.
 *
 * @param every steps between checkpoints
 * @param validateEvery steps between validations; empty for an epoch, at least 200
 * @param keep checkpoints to keep beside the best
 */
public record SavingOptions(long every, OptionalLong validateEvery, int keep) {
  private static final int EVERY = 1000;
  private static final int FEWEST_TO_VALIDATE = 200;
  private static final int KEEP = 2;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public SavingOptions {
    Training.requirePositive("steps between checkpoints", every);
    validateEvery.ifPresent(steps -> Training.requirePositive("steps between validations", steps));
    Training.requirePositive("checkpoints to keep", keep);
  }

  /** Every 1000 steps; two checkpoints beside the best. */
  public static SavingOptions defaults() {
    return new SavingOptions(EVERY, OptionalLong.empty(), KEEP);
  }

  /** Steps between validations where an epoch has so many. */
  long validateEvery(int stepsPerEpoch) {
    return validateEvery.orElse(Math.max(FEWEST_TO_VALIDATE, stepsPerEpoch));
  }
}
