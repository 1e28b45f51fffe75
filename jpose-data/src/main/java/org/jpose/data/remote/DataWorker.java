package org.jpose.data.remote;

import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Makes batches for a trainer elsewhere ({@link RemoteBatches}), from its own copy of the data and
 * by the trainer's recipe. Waits for its trainer, and comes back when the connection or the trainer
 * was gone. Holds two requests for each thread at most, so that a slow trainer makes it idle, not
 * large. {@link #run} once; {@link #close} by any thread.
 */
public final class DataWorker implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long MAX_PAUSE_MILLIS = 5000;

  /** Somebody who hangs up so often without a word is not busy but another than expected. */
  private static final int MAX_HUNG_UP = 3;

  private final WorkerData data;
  private final WorkerOptions options;
  private final String version;
  private final WorkerCounts counts = new WorkerCounts();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** A worker that has not begun. */
  public DataWorker(WorkerData data, WorkerOptions options) {
    this(data, options, JposeVersion.text());
  }

  DataWorker(WorkerData data, WorkerOptions options, String version) {
    this.data = data;
    this.options = options;
    this.version = version;
  }

  /**
   * Works until the trainer is done, or for ever with {@link WorkerOptions#stay}.
   *
   * @return what was done
   * @throws RemoteDataException if the trainer refuses this worker, does not share its keys, or is
   *     not there for longer than {@link WorkerOptions#patience}
   * @throws InterruptedException if this thread is interrupted; the worker has then ended
   */
  public WorkerSummary run() throws InterruptedException {
    // ZeroMQ's sockets do not survive an interrupt of their thread; this one nobody can.
    FutureTask<WorkerSummary> work = new FutureTask<>(this::work);
    Thread thread = new Thread(work, "jpose-data-worker");
    thread.setDaemon(true);
    thread.start();
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RemoteDataException refused) {
        throw refused;
      }
      throw new RemoteDataException("the worker ended with an error: " + e.getCause(), e);
    } catch (InterruptedException e) {
      close();
      awaitEnd(thread);
      throw e;
    }
  }

  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private WorkerSummary work() throws InterruptedException {
    try (BatchWorkshop workshop = new BatchWorkshop(data, options.threads(), counts)) {
      long pause = FIRST_PAUSE_MILLIS;
      long contact = System.nanoTime();
      int hungUp = 0;
      boolean everSpokenTo = false;
      options.journal().accept("waiting for a trainer at " + options.trainer());
      while (!isClosing()) {
        WorkerSession.End end;
        boolean spokenTo;
        try (WorkerSession session = new WorkerSession(data, options, version, workshop, counts)) {
          end = session.run(this::isClosing, giveUp(contact));
          spokenTo = session.wasSpokenTo();
        } catch (UnknownHostException e) {
          if (!everSpokenTo) {
            throw new RemoteDataException(
                options.trainer() + ": there is no machine of this name; is it spelt right?", e);
          }
          end = WorkerSession.End.LOST;
          spokenTo = false;
        }
        if (end == WorkerSession.End.CLOSED || end == WorkerSession.End.DONE && !options.stay()) {
          break;
        }
        everSpokenTo |= spokenTo;
        if (spokenTo) {
          contact = System.nanoTime();
          pause = FIRST_PAUSE_MILLIS;
          options.journal().accept(waits(end));
        }
        hungUp = end == WorkerSession.End.HUNG_UP ? hungUp + 1 : 0;
        requireHope(hungUp, contact);
        closing.await(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(MAX_PAUSE_MILLIS, 2 * pause);
      }
      return counts.summary();
    }
  }

  private String waits(WorkerSession.End end) {
    String what = end == WorkerSession.End.DONE ? "is done" : "is gone";
    return "the trainer at %s %s; waiting for one".formatted(options.trainer(), what);
  }

  private void requireHope(int hungUp, long contact) {
    if (hungUp >= MAX_HUNG_UP) {
      throw new RemoteDataException(
          options.trainer()
              + ": hung up %d times before a word was said; ".formatted(hungUp)
              + (options.keys().isPresent()
                  ? "are the two key files of one pair, and is it a trainer with a key file?"
                  : "does the trainer want a key file, and is it a jpose trainer?"));
    }
    if (System.nanoTime() - giveUp(contact) >= 0) {
      throw new RemoteDataException(
          "%s: no trainer for %d s; is it running, and is the port open?"
              .formatted(options.trainer(), options.patience().orElseThrow().toSeconds()));
    }
  }

  private long giveUp(long contact) {
    return contact + options.patience().map(time -> time.toNanos()).orElse(Long.MAX_VALUE / 2);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** What was done so far. */
  public WorkerSummary summary() {
    return counts.summary();
  }

  /** Lets the worker say good-bye and end; {@link #run} then returns. May be called twice. */
  @Override
  public void close() {
    closing.countDown();
  }
}
