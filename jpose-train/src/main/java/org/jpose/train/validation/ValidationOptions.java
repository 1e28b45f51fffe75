package org.jpose.train.validation;

import org.jpose.core.image.NetworkSize;

/**
 * How much is validated.
 *
 * @param samples most samples the loss is measured on and most images people are looked for in; 0
 *     for all
 * @param batch samples of a batch, which bounds memory
 * @param threads threads that make batches
 * @param size at which the network sees images when people are looked for: as {@code jpose eval
 *     --size}, a budget of pixels
 */
public record ValidationOptions(int samples, int batch, int threads, NetworkSize size) {
  private static final NetworkSize SIZE = new NetworkSize(432, 368);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is too small
   */
  public ValidationOptions {
    require("samples to validate on", samples, 0);
    require("samples of a batch", batch, 1);
    require("threads", threads, 1);
  }

  private static void require(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d, expected %d or more".formatted(what, value, least));
    }
  }

  /** 500 samples in batches of 8 by two threads, at 432x368. */
  public static ValidationOptions defaults() {
    return new ValidationOptions(500, 8, 2, SIZE);
  }

  /** The same on so many samples. */
  public ValidationOptions withSamples(int newSamples) {
    return new ValidationOptions(newSamples, batch, threads, size);
  }

  /** The same in batches of another size. */
  public ValidationOptions withBatch(int newBatch) {
    return new ValidationOptions(samples, newBatch, threads, size);
  }

  /** The same with other threads. */
  public ValidationOptions withThreads(int newThreads) {
    return new ValidationOptions(samples, batch, newThreads, size);
  }

  /** The same with images seen at another size. */
  public ValidationOptions withSize(NetworkSize newSize) {
    return new ValidationOptions(samples, batch, threads, newSize);
  }

  /** How many of so many are taken. */
  int of(int all) {
    return samples == 0 ? all : Math.min(samples, all);
  }
}
