package org.jpose.data;

/**
 * Which samples a batch is made of: places {@code from} to {@code to - 1} of an epoch's order. Two
 * makers with the same data and recipe answer it with equal batches.
 *
 * @param seed seed of the whole run
 * @param epoch number of the epoch, from 0; each has another order and other augmentations
 * @param from first place in the epoch's order
 * @param to place after the last
 */
public record BatchRequest(long seed, int epoch, int from, int to) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the epoch is negative or the range empty
   */
  public BatchRequest {
    if (epoch < 0 || from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "batch of epoch %d, places %d to %d: expected 0 <= from < to".formatted(epoch, from, to));
    }
  }

  /** Number of samples. */
  public int size() {
    return to - from;
  }
}
