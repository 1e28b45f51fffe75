package org.jpose.data;

/**
 * Makes batches on request. Thread-safe; equal requests give equal batches, on any thread and on
 * any machine with the same data.
 */
public interface BatchMaker {
  /** What the samples look like. */
  BatchShape shape();

  /** Number of samples of an epoch. */
  int epochSize();

  /**
   * Makes one batch. A sample whose image is damaged is replaced by the next readable one, so that
   * a batch is always whole; the maker's statistics count it.
   *
   * @throws IndexOutOfBoundsException if the request goes beyond the epoch
   */
  Batch make(BatchRequest request);
}
