package org.jpose.data.loader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.EndedThreads;
import org.jpose.data.Batch;
import org.jpose.data.LoadStatistics;

/**
 * Batches that one thread makes, a few ahead of the trainer. The thread is never interrupted: that
 * would close the files it reads from.
 *
 * <p>A failure comes to the trainer in the failed batch's turn, and every time after.
 */
public final class BatchesAhead {
  private final Making making;
  private final int capacity;
  private final Thread thread;
  private final long start = System.nanoTime();

  private final Deque<Batch> ready = new ArrayDeque<>();
  private Optional<Throwable> failure = Optional.empty();
  private boolean ended;
  private boolean closed;
  private long samples;
  private long trainerWait;

  /** Makes the batches, on the thread of this. */
  public interface Making {
    /**
     * Makes the next batch.
     *
     * @return empty after the last
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Batch> next() throws InterruptedException;
  }

  /**
   * Starts the thread.
   *
   * @param name of the thread
   * @param making makes the batches
   * @param capacity most batches ready ahead of the trainer
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public BatchesAhead(String name, Making making, int capacity) {
    this.making = Objects.requireNonNull(making, "making");
    this.capacity = capacity;
    if (capacity < 1) {
      throw new IllegalArgumentException(
          name + ": " + capacity + " batches ahead, expected 1 or more");
    }
    thread = new Thread(this::work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try {
      while (hasRoom()) {
        add(making.next());
      }
    } catch (InterruptedException e) {
      // Nobody but an outsider interrupts; the trainer must not wait for ever.
      fail(
          new IllegalStateException(
              "the thread " + thread.getName() + " was interrupted from outside", e));
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Waits until another batch may be made; false if there is none to make. */
  private synchronized boolean hasRoom() throws InterruptedException {
    while (!closed && ready.size() >= capacity) {
      wait();
    }
    return !closed && !ended;
  }

  private synchronized void add(Optional<Batch> batch) {
    batch.ifPresent(ready::add);
    ended = batch.isEmpty();
    notifyAll();
  }

  private synchronized void fail(Throwable reason) {
    failure = Optional.of(reason);
    notifyAll();
  }

  /**
   * Waits for the next batch.
   *
   * @return empty after the last
   * @throws InterruptedException if the calling thread is interrupted
   * @throws IllegalStateException if this is closed
   */
  public synchronized Optional<Batch> next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long since = System.nanoTime();
    while (!closed) {
      Batch first = ready.poll();
      if (first != null) {
        samples += first.request().size();
        trainerWait += System.nanoTime() - since;
        notifyAll();
        return Optional.of(first);
      }
      if (failure.isPresent()) {
        throw rethrown(failure.get());
      }
      if (ended) {
        return Optional.empty();
      }
      wait();
    }
    throw new IllegalStateException(
        "the batches of " + thread.getName() + " are closed; make others to go on training");
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /**
   * How it went so far.
   *
   * @param damaged samples that were replaced
   * @param loaderWait time that what makes the batches waited for others
   */
  public synchronized LoadStatistics statistics(long damaged, Duration loaderWait) {
    return new LoadStatistics(
        samples,
        damaged,
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ofNanos(trainerWait),
        loaderWait);
  }

  /**
   * Ends the thread after the batch it makes; may be called twice.
   *
   * @param wake ends what the thread may wait for
   */
  public void close(Runnable wake) {
    synchronized (this) {
      closed = true;
      ready.clear();
      notifyAll();
    }
    try {
      wake.run();
    } finally {
      EndedThreads.await(List.of(thread));
    }
  }
}
