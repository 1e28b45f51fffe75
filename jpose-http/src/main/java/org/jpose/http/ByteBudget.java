package org.jpose.http;

import java.util.concurrent.atomic.AtomicLong;

/** So many bytes of bodies and frames may be in memory at once. Thread-safe. */
public final class ByteBudget {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of which nothing is taken. */
  public ByteBudget(long most) {
    this.most = most;
  }

  /** Takes bytes, if there are so many. */
  public boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes that are taken. */
  public long taken() {
    return taken.get();
  }
}
