package org.jpose.media.pipeline;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what the threads of a stage do. Thread-safe. */
final class StageClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String stage;
  private final LongAdder items = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  StageClock(String stage) {
    this.stage = stage;
  }

  /** Processor time of the calling thread up to now; 0 where the JVM cannot tell. */
  static long now() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
  }

  /** The calling thread is through with an item, at which it has been since {@code before}. */
  long item(long before) {
    long now = now();
    nanos.add(now - before);
    items.increment();
    return now;
  }

  StageTime time() {
    return new StageTime(stage, items.sum(), Duration.ofNanos(nanos.sum()));
  }
}
