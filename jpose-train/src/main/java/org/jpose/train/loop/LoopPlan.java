package org.jpose.train.loop;

import java.util.Objects;

/**
 * How long a training goes and what it does on the way. Steps are those of the whole training: a
 * resumed one goes on counting.
 *
 * @param schedule the learning rate
 * @param steps steps of the whole training
 * @param stepsPerEpoch steps that see every sample once
 * @param saveEvery steps between checkpoints
 * @param validateEvery steps between validations, each of which also makes a checkpoint
 */
public record LoopPlan(
    Schedule schedule, long steps, int stepsPerEpoch, long saveEvery, long validateEvery) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public LoopPlan {
    Objects.requireNonNull(schedule, "schedule");
    if (steps < 1 || stepsPerEpoch < 1 || saveEvery < 1 || validateEvery < 1) {
      throw new IllegalArgumentException(
          "training of %d steps, %d an epoch, saved every %d, validated every %d: all must be 1 or more"
              .formatted(steps, stepsPerEpoch, saveEvery, validateEvery));
    }
  }

  /** Number of the epoch that a step belongs to, from 0. */
  int epoch(long step) {
    return (int) (Math.max(0, step - 1) / stepsPerEpoch);
  }
}
