package org.jpose.media.pipeline;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.media.video.FrameSource;

/**
 * The newest frame of a live source. A thread of its own takes every frame as it comes; one that is
 * not asked for before the next one comes is dropped, so that delay does not grow.
 */
final class NewestFrame implements Feed<TimedFrame> {
  private final FrameSource source;
  private final StageClock clock;
  private final Workers reader;
  private final AtomicLong dropped = new AtomicLong();
  private TimedFrame newest;
  private Throwable failure;
  private boolean ended;

  NewestFrame(String name, FrameSource source) {
    this.source = source;
    clock = new StageClock(name);
    reader = new Workers(name, 1, this::read);
  }

  StageTime time() {
    return clock.time();
  }

  /** Frames that nobody asked for in time, here or at the source. */
  long dropped() {
    return dropped.get() + source.dropped();
  }

  private void read() {
    try {
      long since = StageClock.now();
      Optional<TimedFrame> arrival = TimedFrame.next(source);
      while (arrival.isPresent() && put(arrival.get())) {
        since = clock.item(since);
        arrival = TimedFrame.next(source);
      }
      end(null);
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  private synchronized boolean put(TimedFrame arrival) {
    if (newest != null) {
      dropped.incrementAndGet();
    }
    newest = arrival;
    notifyAll();
    return !ended;
  }

  private synchronized void end(Throwable reason) {
    ended = true;
    failure = reason;
    notifyAll();
  }

  @Override
  public synchronized Optional<TimedFrame> next() throws InterruptedException {
    reader.start();
    while (newest == null && !ended) {
      wait();
    }
    TimedFrame arrival = newest;
    newest = null;
    if (arrival == null && failure != null) {
      Throwable reason = failure;
      failure = null;
      if (reason instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) reason;
    }
    return Optional.ofNullable(arrival);
  }

  @Override
  public void close() {
    end(null);
    source.close();
    reader.close();
  }
}
