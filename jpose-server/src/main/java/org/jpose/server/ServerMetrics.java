package org.jpose.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.http.ByteBudget;

/** What the server counts, for Prometheus. Thread-safe. */
final class ServerMetrics implements AutoCloseable {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE = 4096;
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AtomicInteger streams = new AtomicInteger();
  private final Counter people =
      Counter.builder("jpose.people").description("People found").register(registry);

  ServerMetrics(WorkQueue work, ByteBudget budget, NetworkTurns turns) {
    gauge("jpose.queue.photos", "Photos that wait", work, WorkQueue::waitingPhotos);
    gauge("jpose.queue.streams", "Streams whose frame waits", work, WorkQueue::waitingFrames);
    gauge("jpose.bodies.bytes", "Bytes of bodies and frames held", budget, ByteBudget::taken);
    gauge("jpose.batch.size", "Inputs of a full batch", turns, NetworkTurns::together);
    gauge("jpose.streams", "Connected streams", streams, AtomicInteger::get);
    gauge(
        "jpose.memory.resident.bytes",
        "Memory of the process, native included",
        this,
        m -> resident());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private <T> void gauge(
      String name, String what, T of, java.util.function.ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(what).strongReference(true).register(registry);
  }

  private static double resident() {
    try {
      return Double.parseDouble(Files.readString(STATM).split(" ")[1]) * PAGE;
    } catch (IOException e) {
      // Not Linux.
      return Double.NaN;
    }
  }

  /** A request is complete. */
  void request(String method, String route, int status, long nanos) {
    Timer.builder("jpose.http.requests")
        .description("Requests, from their first byte to the answer's last")
        .tag("method", method)
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A request was not answered as it was meant. */
  void rejected(String code) {
    Counter.builder("jpose.rejected")
        .description("Requests and frames answered with a problem")
        .tag("problem", code)
        .register(registry)
        .increment();
  }

  /** People were found in a photo or a frame. */
  void found(Estimation.Found found) {
    people.increment(found.estimate().people().size());
    step("decode", found.times().decode());
    step("prepare", found.times().prepare());
    step("network", found.times().network());
    step("people", found.times().people());
  }

  private void step(String step, double millis) {
    Timer.builder("jpose.step")
        .description("Steps from an image to its people")
        .tag("step", step)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }

  /** A frame of a stream was taken, passed over, or failed. */
  void frames(String outcome, long count) {
    Counter.builder("jpose.stream.frames")
        .description("Frames of streams")
        .tag("outcome", outcome)
        .register(registry)
        .increment(count);
  }

  void streamOpened() {
    streams.incrementAndGet();
  }

  void streamClosed() {
    streams.decrementAndGet();
  }

  /** As Prometheus reads it. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
