package org.jpose.data;

import java.time.Duration;

/**
 * How loading went since its start.
 *
 * @param samples samples given to the trainer
 * @param damaged samples that could not be read and were replaced
 * @param elapsed time since the start
 * @param trainerWait time the trainer waited for batches
 * @param loaderWait time the loader waited for the trainer, over its threads
 */
public record LoadStatistics(
    long samples, long damaged, Duration elapsed, Duration trainerWait, Duration loaderWait) {
  /** Samples given per second. */
  public double samplesPerSecond() {
    return elapsed.isZero() ? 0 : samples / (elapsed.toNanos() / 1e9);
  }
}
