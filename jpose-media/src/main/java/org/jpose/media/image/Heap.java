package org.jpose.media.image;

import java.util.function.LongSupplier;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;

/**
 * Says no before an image is allocated that does not fit, and how much to decode at a time.
 *
 * @param free bytes that can still be allocated
 * @param leastStrip bytes of a strip where little is free
 * @param mostStrip bytes of a strip where much is free
 */
record Heap(LongSupplier free, int leastStrip, int mostStrip) {
  private static final long MEGABYTE = 1 << 20;
  private static final long STEP = 256 * MEGABYTE;

  /** What this JVM has. */
  static Heap ofThisJvm() {
    return new Heap(Heap::unused, 48 << 20, 512 << 20);
  }

  private static long unused() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  /** Bytes to decode at a time: a sixteenth of what is free, so that threads find room too. */
  int stripBytes() {
    return (int) Math.max(leastStrip, Math.min(mostStrip, free.getAsLong() / 16));
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
        Fault.NO_MEMORY,
        "%s needs %s MB of heap, %s MB are free; give Java more, for example -Xmx%sm"
            .formatted(
                what,
                (needed + MEGABYTE - 1) / MEGABYTE,
                Math.max(0, available) / MEGABYTE,
                wanted * (STEP / MEGABYTE)),
        null);
  }
}
