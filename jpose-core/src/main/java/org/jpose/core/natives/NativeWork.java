package org.jpose.core.natives;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Work of a native library that the end of the process has to wait for. A process that ends frees
 * what its libraries have for all threads; one that is making a network then uses what is gone, and
 * the process crashes instead of ending. Thread-safe.
 */
public final class NativeWork {
  /** Read by who works; written by the end of the process, which never gives it back. */
  private static final ReadWriteLock UNDER_WAY = new ReentrantReadWriteLock();

  private static final AtomicBoolean ENDING = new AtomicBoolean();

  private NativeWork() {}

  /** Does it, and in a process that is about to end waits for ever instead. */
  public static <T> T whole(Supplier<T> work) {
    UNDER_WAY.readLock().lock();
    try {
      if (!ENDING.get()) {
        return work.get();
      }
    } finally {
      UNDER_WAY.readLock().unlock();
    }
    while (true) {
      LockSupport.park();
    }
  }

  /**
   * Waits until no work is under way, and from then on lets nobody begin any: for a process that
   * ends next.
   *
   * @param most time to wait
   */
  public static void end(Duration most) {
    ENDING.set(true);
    try {
      UNDER_WAY.writeLock().tryLock(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
