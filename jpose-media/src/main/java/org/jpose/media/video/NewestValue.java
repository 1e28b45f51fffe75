package org.jpose.media.video;

import java.util.Optional;

/**
 * Passes the newest value from those who make values to those who want one: one is kept, and
 * dropped when a newer one comes. Thread-safe.
 */
public final class NewestValue<T> {
  private T value;
  private boolean ended;
  private long dropped;

  /** Takes the place of a value that nobody has taken; after the end, nothing. */
  public synchronized void put(T newer) {
    if (ended) {
      return;
    }
    dropped += value == null ? 0 : 1;
    value = newer;
    notifyAll();
  }

  /**
   * Waits for a value and takes it.
   *
   * @return empty at the end, and if this thread is interrupted, which it then still is
   */
  public synchronized Optional<T> take() {
    try {
      while (value == null && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    Optional<T> taken = Optional.ofNullable(value);
    value = null;
    return taken;
  }

  /** No more values come; one that is here can still be taken. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** No value is given any more. */
  public synchronized void close() {
    value = null;
    end();
  }

  /** How many values nobody took. */
  public synchronized long dropped() {
    return dropped;
  }
}
