package org.jpose.media.video;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jpose.media.MediaException;

/**
 * Reads a source ahead in a thread and gives the newest frame: one is kept, and dropped when a
 * newer one comes, so that delay does not grow. A source that is not live is read at the speed it
 * is shown.
 */
public final class NewestFrames implements FrameSource {
  private final FrameSource source;
  private final Thread reader;
  private Frame newest;
  private RuntimeException failure;
  private boolean ended;
  private boolean closed;
  private long dropped;

  /**
   * Begins to read a source.
   *
   * @param source closed with this one
   */
  public NewestFrames(FrameSource source) {
    this.source = source;
    reader = new Thread(this::read, "frames of " + source.facts().name());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      boolean paced = !source.facts().live();
      long start = System.nanoTime();
      Duration first = null;
      for (Optional<Frame> frame = source.next(); frame.isPresent(); frame = source.next()) {
        Frame taken = frame.get();
        first = first == null ? taken.time() : first;
        if (paced && !waitedUntil(start + taken.time().minus(first).toNanos())) {
          return;
        }
        put(taken);
      }
    } catch (RuntimeException e) {
      end(e);
      return;
    } catch (Error e) {
      // Whoever waits would wait for ever.
      end(
          new MediaException(
              "%s: its frames cannot be read: %s; if memory was short, give Java more with -Xmx"
                  .formatted(source.facts().name(), e),
              e));
      return;
    }
    end(null);
  }

  // Whether it was not closed meanwhile.
  private synchronized boolean waitedUntil(long nanoTime) {
    try {
      long left = nanoTime - System.nanoTime();
      while (left > 0 && !closed) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = nanoTime - System.nanoTime();
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private synchronized void put(Frame frame) {
    dropped += newest == null ? 0 : 1;
    newest = frame;
    notifyAll();
  }

  private synchronized void end(RuntimeException reason) {
    ended = true;
    failure = reason;
    notifyAll();
  }

  @Override
  public VideoFacts facts() {
    return source.facts();
  }

  @Override
  public OptionalLong origin() {
    return source.origin();
  }

  @Override
  public synchronized Optional<Frame> next() {
    try {
      while (newest == null && !ended && !closed) {
        wait();
      }
      if (closed) {
        return Optional.empty();
      }
      if (newest == null && failure != null) {
        throw failure;
      }
      Optional<Frame> taken = Optional.ofNullable(newest);
      newest = null;
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public boolean givesNewest() {
    return true;
  }

  @Override
  public synchronized long dropped() {
    return dropped;
  }

  /** Ends the thread, too. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      newest = null;
      notifyAll();
    }
    source.close();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
