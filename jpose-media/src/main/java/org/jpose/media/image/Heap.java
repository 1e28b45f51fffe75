package org.jpose.media.image;

import java.util.function.LongSupplier;
import org.jpose.media.MediaException;

/**
 * Says no before an image is allocated that does not fit.
 *
 * @param free bytes that can still be allocated
 */
record Heap(LongSupplier free) {
  private static final long MEGABYTE = 1 << 20;
  private static final long STEP = 256 * MEGABYTE;

  /** What this JVM has. */
  static Heap ofThisJvm() {
    return new Heap(Heap::unused);
  }

  private static long unused() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  /**
   * Checks that so much is free, after a collection if need be: what is unused but not yet
   * collected counts as used.
   *
   * @param what the file and its size, for the message
   * @param needed bytes
   * @throws MediaException if less is free
   */
  void require(String what, long needed) {
    if (free.getAsLong() >= needed) {
      return;
    }
    System.gc();
    long available = free.getAsLong();
    if (available < needed) {
      throw shortage(what, needed, available);
    }
  }

  /** The error for too little heap, also where the allocation failed in spite of the check. */
  MediaException shortage(String what, long needed) {
    return shortage(what, needed, free.getAsLong());
  }

  private static MediaException shortage(String what, long needed, long available) {
    long max = Runtime.getRuntime().maxMemory();
    long wanted = (max + Math.max(0, needed - available)) / STEP + 1;
    return new MediaException(
        what
            + " needs "
            + (needed + MEGABYTE - 1) / MEGABYTE
            + " MB of heap, "
            + Math.max(0, available) / MEGABYTE
            + " MB are free; give Java more, for example -Xmx"
            + wanted * (STEP / MEGABYTE)
            + "m");
  }
}
