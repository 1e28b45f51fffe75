package org.jpose.data.loader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
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
  private boolean hasRoom() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && ready.size() >= capacity) {
        changed.await();
      }
      return !closed && !ended;
    } finally {
      lock.unlock();
    }
  }

  private void add(Optional<Batch> batch) {
    lock.lock();
    try {
      batch.ifPresent(ready::add);
      ended = batch.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable reason) {
    lock.lock();
    try {
      failure = Optional.of(reason);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next batch.
   *
   * @return empty after the last
   * @throws InterruptedException if the calling thread is interrupted
   * @throws IllegalStateException if this is closed
   */
  public Optional<Batch> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long since = System.nanoTime();
      while (!closed) {
        Batch first = ready.poll();
        if (first != null) {
          samples += first.request().size();
          trainerWait += System.nanoTime() - since;
          changed.signalAll();
          return Optional.of(first);
        }
        if (failure.isPresent()) {
          throw rethrown(failure.get());
        }
        if (ended) {
          return Optional.empty();
        }
        changed.await();
      }
      throw new IllegalStateException(
          "the batches of " + thread.getName() + " are closed; make others to go on training");
    } finally {
      lock.unlock();
    }
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
  public LoadStatistics statistics(long damaged, Duration loaderWait) {
    lock.lock();
    try {
      return new LoadStatistics(
          samples,
          damaged,
          Duration.ofNanos(System.nanoTime() - start),
          Duration.ofNanos(trainerWait),
          loaderWait);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the thread after the batch it makes; may be called twice.
   *
   * @param wake ends what the thread may wait for
   */
  public void close(Runnable wake) {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      wake.run();
    } finally {
      EndedThreads.await(List.of(thread));
    }
  }
}
