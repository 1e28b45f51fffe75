package org.jpose.train;

import java.util.Optional;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;

/**
 * Asks a training to end after the step it is at; from any thread. The training's thread is
 * interrupted only while it waits for data, never in a step or while it saves.
 */
public final class StopSignal {
  private boolean requested;
  private Optional<Thread> waiting = Optional.empty();

  /** Asks; may be called any number of times. */
  public synchronized void request() {
    requested = true;
    waiting.ifPresent(Thread::interrupt);
  }

  /** Whether somebody has asked. */
  public synchronized boolean requested() {
    return requested;
  }

  /**
   * Waits for a batch.
   *
   * @return empty at the end of the data or once asked to stop
   * @throws InterruptedException if the thread is interrupted by somebody else
   */
  Optional<Batch> next(BatchSource batches) throws InterruptedException {
    synchronized (this) {
      if (requested) {
        return Optional.empty();
      }
      waiting = Optional.of(Thread.currentThread());
    }
    try {
      return batches.next();
    } catch (InterruptedException e) {
      if (requested()) {
        return Optional.empty();
      }
      throw e;
    } finally {
      synchronized (this) {
        waiting = Optional.empty();
        if (requested) {
          // It may have come after the batch; what follows must not see it.
          Thread.interrupted();
        }
      }
    }
  }
}
