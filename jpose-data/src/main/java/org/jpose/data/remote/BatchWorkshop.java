package org.jpose.data.remote;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.data.Batch;
import org.jpose.data.BatchMaker;

/**
 * A worker's threads that make batches. Orders go in and finished work comes out for one thread,
 * the session's; work of a session that is over is dropped. The session bounds how many orders are
 * in hand.
 */
final class BatchWorkshop implements AutoCloseable {
  private static final long NO_SESSION = 0;

  /**
   * Finished work.
   *
   * @param session it was ordered in
   * @param frame for the trainer; empty if there is a maker to be announced or an error
   * @param maker a maker that is ready
   * @param samples samples in the frame, 0 if it is not a batch
   * @param error what ends the worker
   */
  record Work(
      long session,
      Optional<byte[]> frame,
      Optional<BatchMaker> maker,
      int samples,
      Optional<RuntimeException> error) {}

  private final WorkerData data;
  private final WorkerCounts counts;
  private final ExecutorService threads;
  private final ConcurrentLinkedQueue<Work> finished = new ConcurrentLinkedQueue<>();
  private final WakeUp wakeUp = new WakeUp();
  private volatile long current = NO_SESSION;

  /** Damaged samples of earlier sessions, which their trainers have counted. */
  private volatile long damagedBefore;

  BatchWorkshop(WorkerData data, int threadCount, WorkerCounts counts) {
    this.data = data;
    this.counts = counts;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            threadCount,
            work -> {
              Thread thread = new Thread(work, "jpose-batch-maker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  WakeUp wakeUp() {
    return wakeUp;
  }

  /** What is finished, one at a time; null if nothing is. */
  Work take() {
    return finished.poll();
  }

  /** From now on, work of this session only. */
  void begin(long session) {
    damagedBefore = data.damaged();
    current = session;
    finished.clear();
  }

  /** Prepares a maker; comes out as work. */
  void prepare(long session, BatchRecipe recipe) {
    threads.execute(
        () -> {
          try {
            BatchMaker maker = data.maker(recipe);
            finish(new Work(session, Optional.empty(), Optional.of(maker), 0, Optional.empty()));
          } catch (RuntimeException e) {
            finish(new Work(session, Optional.empty(), Optional.empty(), 0, Optional.of(e)));
          } catch (Error e) {
            // Unsaid, it would leave the session beating for ever without a maker.
            RuntimeException said = new IllegalStateException(e.toString(), e);
            finish(new Work(session, Optional.empty(), Optional.empty(), 0, Optional.of(said)));
          }
        });
  }

  /** Makes a batch; comes out as a frame, of a batch or of the reason why there is none. */
  void make(BatchMaker maker, Message.Ask ask) {
    threads.execute(
        () -> {
          if (ask.session() == current) {
            finish(made(maker, ask));
          }
        });
  }

  private Work made(BatchMaker maker, Message.Ask ask) {
    byte[] frame;
    int samples = 0;
    try {
      long from = System.nanoTime();
      Batch batch = maker.make(ask.request());
      long nanos = System.nanoTime() - from;
      long damaged = data.damaged() - damagedBefore;
      frame = BatchFrame.encode(ask.session(), ask.number(), nanos, damaged, batch);
      samples = ask.request().size();
    } catch (RuntimeException | Error e) {
      // Whatever it is: unanswered, the question would take up the worker's credit for ever.
      counts.failed.increment();
      frame = Messages.encode(new Message.Failed(ask.session(), ask.number(), e.toString()));
    }
    return new Work(ask.session(), Optional.of(frame), Optional.empty(), samples, Optional.empty());
  }

  private void finish(Work work) {
    if (work.session() == current) {
      finished.add(work);
      wakeUp.wake();
    }
  }

  /** Ends the threads; waits for what they are at. */
  @Override
  public void close() {
    current = NO_SESSION;
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    wakeUp.close();
    finished.clear();
  }
}
