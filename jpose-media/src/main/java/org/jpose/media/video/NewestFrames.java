package org.jpose.media.video;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
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
  private final NewestValue<Frame> newest = new NewestValue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile RuntimeException failure;

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
        newest.put(taken);
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
  private boolean waitedUntil(long nanoTime) {
    try {
      return !closed.await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void end(RuntimeException reason) {
    failure = reason;
    newest.end();
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
  public Optional<Frame> next() {
    Optional<Frame> taken = newest.take();
    RuntimeException reason = failure;
    if (taken.isEmpty() && reason != null && closed.getCount() > 0) {
      throw reason;
    }
    return taken;
  }

  @Override
  public boolean givesNewest() {
    return true;
  }

  @Override
  public long dropped() {
    return newest.dropped();
  }

  /** Ends the thread, too. */
  @Override
  public void close() {
    closed.countDown();
    newest.close();
    source.close();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
