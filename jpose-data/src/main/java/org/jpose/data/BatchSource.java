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

  /** How it went so far. */
  LoadStatistics statistics();

  /** Ends the threads or lets the workers go; may be called twice. */
  @Override
  void close();
}
