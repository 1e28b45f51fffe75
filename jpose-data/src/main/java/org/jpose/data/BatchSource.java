package org.jpose.data;

import java.util.Optional;

/**
 * Where a trainer takes its batches from: threads of this machine or workers elsewhere. Used by one
 * thread, closed by anyone.
 */
public interface BatchSource extends AutoCloseable {
  /**
   * Waits for the next batch, in the order of the plan.
   *
   * @return the batch, or empty after the plan's last
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException after {@link #close()}
   */
  Optional<Batch> next() throws InterruptedException;

  /**
   * Takes a batch back, once, whose numbers nobody needs any more, so that a later one may use its
   * arrays. Sources that use none again leave it to the collector, as this does. Thread-safe.
   *
   * @throws IllegalArgumentException if the batch is not one of this source's kind
   */
  default void recycle(Batch batch) {}

  /** How it went so far. */
  LoadStatistics statistics();

  /** Ends the threads or lets the workers go; may be called twice. */
  @Override
  void close();
}
