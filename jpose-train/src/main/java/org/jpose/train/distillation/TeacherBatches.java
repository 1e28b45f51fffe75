package org.jpose.train.distillation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;

/**
 * Batches whose targets come from a teacher (Hinton et al. 2015, arXiv 1503.02531, for fields as in
 * Zhang et al. 2019, arXiv 1811.05419, section 3.2): a network, as a rule a larger one, is run on
 * each batch's images as they are augmented, and its fields are mixed with the labels'. It knows
 * people whom nobody labelled: where the labels have no loss, its fields are learnt all the same.
 *
 * <p>A thread of its own takes batches from the source, teaches them, and keeps a few ahead of the
 * trainer; batches, their order and their numbers do not depend on it. Batches are changed, not
 * copied. The teacher's work competes with the training for processors.
 *
 * <p>The teacher's peaks and limbs are as wide as those it was trained with, which its file does
 * not tell. Mixed with labels drawn at another width, targets are a sum of a wide and a narrow
 * peak, and the student learns this; with weight 1 it learns the teacher's width. Give the recipe
 * the encoder's widths of the teacher where they are known.
 *
 * <p>A failure of source or teacher comes to the trainer in the failed batch's turn, and every time
 * after. Owns source and teacher: closes both.
 */
public final class TeacherBatches implements BatchSource {
  private final BatchSource source;
  private final Backend network;
  private final Teacher teacher;
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

  /**
   * Starts the thread.
   *
   * @param source batches with the labels' targets
   * @param shape of its batches
   * @param network the teacher
   * @param options how it takes part
   * @throws IllegalArgumentException if the teacher's skeleton, stride or multiple do not fit the
   *     batches; then source and teacher stay open
   */
  public TeacherBatches(
      BatchSource source, BatchShape shape, Backend network, DistillationOptions options) {
    this.source = Objects.requireNonNull(source, "source");
    this.network = Objects.requireNonNull(network, "network");
    teacher = new Teacher(network, shape, options);
    capacity = options.queue();
    thread = new Thread(this::work, "jpose-teacher");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Checks that a teacher answers what batches of a shape ask.
   *
   * @throws IllegalArgumentException if its skeleton, stride or multiple do not fit
   */
  public static void requireFit(ModelInfo teacher, BatchShape shape) {
    Teacher.requireFit(teacher, shape);
  }

  private void work() {
    try {
      while (hasRoom()) {
        Optional<Batch> batch = source.next();
        batch.ifPresent(teacher::teach);
        add(batch);
      }
    } catch (InterruptedException e) {
      // Nobody but an outsider interrupts; the trainer must not wait for ever.
      fail(new IllegalStateException("the teacher's thread was interrupted from outside", e));
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

  @Override
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
          "these batches of a teacher are closed; make others to go on training");
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

  @Override
  public void recycle(Batch batch) {
    source.recycle(batch);
  }

  /** {@inheritDoc} The loader's wait is the source's: time it waited for the teacher. */
  @Override
  public LoadStatistics statistics() {
    LoadStatistics loading = source.statistics();
    lock.lock();
    try {
      return new LoadStatistics(
          samples,
          loading.damaged(),
          Duration.ofNanos(System.nanoTime() - start),
          Duration.ofNanos(trainerWait),
          loading.loaderWait());
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} Returns when the thread has ended, after the batch it teaches. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try (network) {
      // Wakes the thread if it waits for a batch; interrupting it could close a source's files.
      source.close();
      join();
    }
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
