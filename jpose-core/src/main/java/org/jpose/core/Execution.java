package org.jpose.core;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where, and on how many threads, a network runs.
 *
 * @param device what calculates
 * @param threads threads a run on the CPU may use, or 0 for one per core
 * @param notice is told, in one line, if it runs somewhere else than could be expected: once
 */
public record Execution(Device device, int threads, Consumer<String> notice) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the number of threads is negative
   */
  public Execution {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(notice, "notice");
    if (threads < 0) {
      throw new IllegalArgumentException("threads is " + threads + ", expected 0 or more");
    }
  }

  /** On a device, on all cores where it is the CPU; nobody is told. */
  public static Execution on(Device device) {
    return new Execution(device, 0, line -> {});
  }

  /** On the CPU. */
  public static Execution cpu(int threads) {
    return on(Device.CPU).withThreads(threads);
  }

  /** The same with so many threads. */
  public Execution withThreads(int newThreads) {
    return new Execution(device, newThreads, notice);
  }

  /** The same with somebody who is told. */
  public Execution withNotice(Consumer<String> newNotice) {
    return new Execution(device, threads, newNotice);
  }
}
