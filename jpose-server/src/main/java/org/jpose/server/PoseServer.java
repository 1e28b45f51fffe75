package org.jpose.server;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.http.ByteBudget;
import org.jpose.http.HttpListener;

/**
 * Finds people for others, by HTTP: {@code POST /v1/people} with a photo, a WebSocket at {@code
 * /v1/stream} for frames of a camera, and a web page at {@code /}. The file {@code /openapi.yaml}
 * describes all of it. Thread-safe.
 *
 * <pre>{@code
 * try (PoseEstimator estimator = Jpose.estimator();
 *     PoseServer server = PoseServer.start(estimator, ServerOptions.defaults())) {
 *   System.out.println(server.address());
 *   Thread.currentThread().join();
 * }
 * }</pre>
 */
public final class PoseServer implements AutoCloseable {

  /** Cores that a run of the network makes good use of. */
  private static final int CORES_A_RUN = 4;

  private static final int WARM_WIDTH = 640;
  private static final int WARM_HEIGHT = 480;

  private final HttpListener listener;
  private final Site site;
  private final Streams streams;
  private final WorkQueue work;
  private final ServerMetrics metrics;
  private final ServerOptions options;
  private final Thread warmUp;
  private final RunLimit runLimit;
  private boolean closed;

  private PoseServer(PoseEstimator estimator, ServerOptions options) {
    this.options = options;
    int cores = Runtime.getRuntime().availableProcessors();
    int runs = Math.max(1, cores / CORES_A_RUN);
    RequestLimits limits = options.limits();
    runLimit = new RunLimit(limits.timeout());
    NetworkTurns turns = new NetworkTurns(estimator, runs, runLimit);
    String model = options.model().orElse(estimator.model().name());
    ByteBudget budget =
        new ByteBudget(Math.max(limits.bytes(), Runtime.getRuntime().maxMemory() / 4));
    Estimation estimation = new Estimation(estimator, turns, limits.pixels());
    listener =
        new HttpListener(
            options.host(), options.port(), options.access().keystore(), limits.timeout());
    work =
        new WorkQueue(cores + 1, runs + limits.queue(), options.failureLog().orElse(failure -> {}));
    metrics = new ServerMetrics(work, budget, turns);
    Failures failures = new Failures(metrics, options.failureLog());
    streams =
        new Streams(
            ServerWebSocketContainer.ensure(listener.server()),
            estimation,
            work,
            budget,
            limits,
            metrics,
            failures,
            estimator.options(),
            model,
            Streams.noSessions());
    site =
        new Site(
            new Guard(options.access(), options.host()),
            metrics,
            failures,
            listener::inUse,
            options.accessLog(),
            new PeopleEndpoint(
                estimation, work, budget, limits, metrics, estimator.options(), model),
            streams,
            ModelsDocument.of(model, estimator.model()));
    warmUp = new Thread(() -> warmUp(estimator, turns), "jpose-warm-up");
    warmUp.setDaemon(true);
    try {
      listener.start(site);
    } catch (UncheckedIOException e) {
      release();
      throw e;
    }
    warmUp.start();
  }

  /**
   * Starts a server. It listens when this returns, and is ready a moment later, when the network is
   * warm.
   *
   * @param estimator finds the people; not closed with the server
   * @throws UncheckedIOException if it cannot listen there, or the keystore cannot be used
   */
  public static PoseServer start(PoseEstimator estimator, ServerOptions options) {
    return new PoseServer(
        Objects.requireNonNull(estimator, "estimator"), Objects.requireNonNull(options, "options"));
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /** Where its page is. */
  public URI address() {
    String scheme = options.access().keystore().isPresent() ? "https" : "http";
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create(scheme + "://" + host + ":" + port() + "/");
  }

  /** Whether others than this machine may come, and neither token nor TLS keeps them off. */
  public static boolean isOpenToAll(ServerOptions options) {
    return !Guard.isLoopback(options.host())
        && options.access().token().isEmpty()
        && options.access().keystore().isEmpty();
  }

  /** The first runs of a network are slow; also finds out how many photos are best run together. */
  private void warmUp(PoseEstimator estimator, NetworkTurns turns) {
    try {
      byte[] black = new byte[3 * WARM_WIDTH * WARM_HEIGHT];
      turns.measure(estimator.prepare(Image.wrap(WARM_WIDTH, WARM_HEIGHT, ColourOrder.RGB, black)));
    } catch (RuntimeException e) {
      // The network says so again when it is asked; an interrupt is the server's own end.
      if (!Thread.currentThread().isInterrupted()) {
        options.failureLog().ifPresent(log -> log.accept(e));
      }
    }
    site.warm();
  }

  /**
   * Stops: takes no new work, finishes what is under way, for the options' grace at most, tells
   * streams to go, and closes all connections. May be called twice.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long end = System.nanoTime() + options.grace().toNanos();
    site.refuseWork();
    listener.refuse();
    work.finish(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    streams.end();
    while (site.underWay() > 0 && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    release();
  }

  private void release() {
    try {
      listener.close();
    } finally {
      work.close();
      metrics.close();
      runLimit.close();
      endWarmUp();
    }
  }

  /** Whoever closes the server closes the estimator next, which is not to be at work then. */
  private void endWarmUp() {
    warmUp.interrupt();
    try {
      warmUp.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
