package org.jpose.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;

/**
 * Asks a training to end after the step it is at; from any thread. The training's thread is
 * interrupted only while it waits, for data or for other processes, never in a step or while it
 * saves.
 */
public final class StopRequest {
  /**
   * Something that takes its time and ends early when its thread is interrupted.
   *
   * @param <T> what is waited for
   */
  @FunctionalInterface
  public interface Waiting<T> {
    /** Waits. */
    T await() throws IOException, InterruptedException;
  }

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
    if (requested()) {
      return Optional.empty();
    }
    try {
      return awaiting(batches::next);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      if (requested()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Waits for something; this thread is interrupted meanwhile once somebody asks it to stop, or has
   * already.
   *
   * @throws InterruptedException as the waiting does
   * @throws IOException as the waiting does
   */
  public <T> T awaiting(Waiting<T> wait) throws IOException, InterruptedException {
    synchronized (this) {
      waiting = Optional.of(Thread.currentThread());
      if (requested) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      return wait.await();
    } finally {
      synchronized (this) {
        waiting = Optional.empty();
        if (requested) {
          // It may have come after the waiting; what follows must not see it.
          Thread.interrupted();
        }
      }
    }
  }
}
