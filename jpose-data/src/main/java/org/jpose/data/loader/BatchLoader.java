package org.jpose.data.loader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.EndedThreads;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;

/**
 * Makes the batches of a plan ahead of the trainer, on threads of this machine. The threads share
 * the samples of a batch, so that the first batch is there soon; what is in a batch and the order
 * of batches do not depend on their number.
 *
 * <p>Memory: as many batches as the queue holds, begun or whole, beside the one the trainer has. A
 * trainer that gives batches back when it is done with them ({@link #recycle}) spares clearing and
 * collecting 2.6 MB a sample at 368x368; one that does not may keep them.
 *
 * <p>A failure, other than a damaged sample, belongs to its batch: {@link #next()} throws it in
 * that batch's turn, and every time after. Does not close the maker's dataset.
 */
public final class BatchLoader implements BatchSource {
  private final DatasetBatchMaker maker;
  private final Iterator<BatchRequest> plan;
  private final int capacity;
  private final List<Thread> threads = new ArrayList<>();
  private final long start = System.nanoTime();
  private final long damagedBefore;

  /** Batches in the plan's order: some whole, then some begun. */
  private final Deque<Job> jobs = new ArrayDeque<>();

  /** Batches given back, whose arrays are filled anew; never more than the queue holds. */
  private final Deque<Batch> spare = new ArrayDeque<>();

  /** The one whose samples are handed out; empty at first and when all of them are. */
  private Optional<Job> open = Optional.empty();

  private boolean closed;
  private boolean failed;
  private long samples;
  private long trainerWait;
  private long loaderWait;

  /**
   * Starts the threads.
   *
   * @param maker makes the samples
   * @param plan which batches, in this order
   * @param threads number of threads
   * @param queue most batches made or begun ahead of the trainer
   * @throws IllegalArgumentException if a number is not positive
   */
  public BatchLoader(DatasetBatchMaker maker, Iterable<BatchRequest> plan, int threads, int queue) {
    this.maker = Objects.requireNonNull(maker, "maker");
    this.plan = plan.iterator();
    if (threads < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "loader of %d threads with %d batches ahead: both must be at least 1"
              .formatted(threads, queue));
    }
    capacity = queue;
    damagedBefore = maker.damaged();
    for (int i = 1; i <= threads; i++) {
      Thread thread = new Thread(this::work, "jpose-loader-" + i);
      thread.setDaemon(true);
      this.threads.add(thread);
    }
    this.threads.forEach(Thread::start);
  }

  private void work() {
    try {
      for (Optional<Task> task = take(); task.isPresent(); task = take()) {
        carryOut(task.get());
      }
    } catch (InterruptedException e) {
      // Nobody but an outsider interrupts; the trainer must not wait for this thread's share.
      fail(new IllegalStateException("a thread of the loader was interrupted from outside", e));
    }
  }

  /** Waits for a sample to make and takes it; empty if there is nothing left to do. */
  private synchronized Optional<Task> take() throws InterruptedException {
    while (!closed && !failed) {
      if (open.isPresent()) {
        Job job = open.get();
        Task task = new Task(job, job.taken++);
        if (job.taken == job.batch.size()) {
          open = Optional.empty();
        }
        return Optional.of(task);
      }
      if (!plan.hasNext()) {
        return Optional.empty();
      }
      if (jobs.size() < capacity) {
        beginNext();
      } else {
        long since = System.nanoTime();
        wait();
        loaderWait += System.nanoTime() - since;
      }
    }
    return Optional.empty();
  }

  private void beginNext() {
    BatchRequest request = plan.next();
    Job job = new Job();
    jobs.add(job);
    try {
      job.batch = maker.begin(request, spareFor(request));
      open = Optional.of(job);
      notifyAll();
    } catch (RuntimeException | Error e) {
      fail(job, e);
    }
  }

  private Optional<Batch> spareFor(BatchRequest request) {
    Optional<Batch> found = spare.stream().filter(old -> maker.canBecome(request, old)).findFirst();
    found.ifPresent(spare::remove);
    return found;
  }

  private void carryOut(Task task) {
    Throwable failure = null;
    try {
      task.job.batch.fill(task.sample);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    synchronized (this) {
      task.job.done++;
      if (failure != null) {
        fail(task.job, failure);
      } else if (task.job.isWhole()) {
        notifyAll();
      }
    }
  }

  private synchronized void fail(Throwable failure) {
    Job job = new Job();
    jobs.add(job);
    fail(job, failure);
  }

  private void fail(Job job, Throwable failure) {
    failed = true;
    job.failure = job.failure == null ? failure : job.failure;
    notifyAll();
  }

  @Override
  public synchronized Optional<Batch> next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long since = System.nanoTime();
    while (!closed) {
      Job first = jobs.peek();
      if (first == null && !plan.hasNext()) {
        return Optional.empty();
      }
      if (first != null && first.failure != null) {
        throw rethrown(first.failure);
      }
      if (first != null && first.isWhole()) {
        jobs.remove();
        samples += first.batch.size();
        trainerWait += System.nanoTime() - since;
        notifyAll();
        return Optional.of(first.batch.batch());
      }
      wait();
    }
    throw new IllegalStateException(
        "this batch loader is closed; make another one to load batches");
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /**
   * {@inheritDoc} The oldest make room for newer ones.
   *
   * @throws IllegalArgumentException if it has another shape than the maker's
   */
  @Override
  public void recycle(Batch batch) {
    if (!maker.makes(batch.shape())) {
      throw new IllegalArgumentException(
          "a batch of %s is not one of this loader's, of %s"
              .formatted(batch.shape(), maker.shape()));
    }
    synchronized (this) {
      if (!closed) {
        if (spare.size() == capacity) {
          // The oldest may have a shape that no batch will have again.
          spare.remove();
        }
        spare.add(batch);
      }
    }
  }

  @Override
  public synchronized LoadStatistics statistics() {
    return new LoadStatistics(
        samples,
        maker.damaged() - damagedBefore,
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ofNanos(trainerWait),
        Duration.ofNanos(loaderWait));
  }

  /**
   * {@inheritDoc} Returns when the threads have ended, each after the sample it is making. They are
   * not interrupted: that would close the files a dataset reads from.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      jobs.clear();
      spare.clear();
      notifyAll();
    }
    EndedThreads.await(threads);
  }

  /** A batch on its way, guarded by the loader's lock but for its samples. */
  private static final class Job {
    private PendingBatch batch;
    private int taken;
    private int done;
    private Throwable failure;

    boolean isWhole() {
      return batch != null && done == batch.size();
    }
  }

  /** One sample to make. */
  private record Task(Job job, int sample) {}
}
