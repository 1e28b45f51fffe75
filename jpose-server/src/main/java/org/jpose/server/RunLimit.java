package org.jpose.server;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/**
 * Stops runs of the network that take too long, by an interrupt of their threads: those of several
 * images after as many times as long. Thread-safe.
 */
final class RunLimit implements AutoCloseable {
  private final Duration most;
  private final ScheduledThreadPoolExecutor clock;

  /**
   * A limit.
   *
   * @param most how long a run of one image may take
   */
  RunLimit(Duration most) {
    this(
        most,
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "jpose-run-limit");
              thread.setDaemon(true);
              return thread;
            }));
  }

  /** The same by another clock, which is shut down with it. */
  RunLimit(Duration most, ScheduledThreadPoolExecutor clock) {
    this.most = most;
    this.clock = clock;
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs on this thread.
   *
   * @param images how many are run together
   * @throws ProblemException if it took too long
   */
  <T> T call(int images, Supplier<T> run) {
    Watch watch = new Watch(Thread.currentThread());
    Future<?> alarm =
        clock.schedule(watch::expire, most.multipliedBy(images).toNanos(), TimeUnit.NANOSECONDS);
    try {
      return run.get();
    } catch (RuntimeException e) {
      throw watch.hasExpired() ? tooLong() : e;
    } finally {
      alarm.cancel(false);
      watch.end();
    }
  }

  private ProblemException tooLong() {
    return new ProblemException(
        Problem.of(
            503,
            "too-long",
            "Too long",
            "The network took more than "
                + most.toMillis() / 1e3
                + " seconds and was stopped; send a smaller image, or fewer scales."));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** One run. */
  private static final class Watch {
    private final Thread runs;
    private boolean over;
    private boolean expired;

    Watch(Thread runs) {
      this.runs = runs;
    }

    synchronized void expire() {
      if (!over) {
        expired = true;
        runs.interrupt();
      }
    }

    synchronized boolean hasExpired() {
      return expired;
    }

    /** The interrupt was the run's alone. */
    synchronized void end() {
      over = true;
      if (expired) {
        Thread.interrupted();
      }
    }
  }
}
