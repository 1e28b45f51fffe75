package org.jpose.cli.terminal;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Processor time of the whole program, native threads included. */
final class CpuTime {
  private CpuTime() {}

  /** All of it up to now; empty where the system does not tell. */
  static Optional<Duration> now() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      long nanos = system.getProcessCpuTime();
      return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }
    return Optional.empty();
  }
}
