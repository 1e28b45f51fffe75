package org.jpose.server;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a {@link PoseServer} works.
 *
 * @param host name or address to listen on; {@code 127.0.0.1} is reached from this machine only
 * @param port port to listen on, or 0 for any that is free
 * @param access who may ask
 * @param limits what may be asked
 * @param grace how long {@link PoseServer#close()} waits for what is under way
 * @param model what results call the model, or empty for the network's name
 * @param accessLog takes a line for each request, or empty; called by many threads
 * @param failureLog takes what fails inside the server, of which clients learn nothing, or empty;
 *     called by many threads
 */
public record ServerOptions(
    String host,
    int port,
    AccessRules access,
    RequestLimits limits,
    Duration grace,
    Optional<String> model,
    Optional<Consumer<String>> accessLog,
    Optional<Consumer<Throwable>> failureLog) {
  private static final int MOST_PORT = 65_535;

  public ServerOptions {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(accessLog, "accessLog");
    Objects.requireNonNull(failureLog, "failureLog");
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host to listen on is empty; give 127.0.0.1");
    }
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("port is " + port + ", expected 0 to " + MOST_PORT);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is " + grace + ", expected 0 or more");
    }
  }

  /** Port 8080 of this machine for itself, 10 seconds of grace, no logs. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        "127.0.0.1",
        8080,
        AccessRules.open(),
        RequestLimits.defaults(),
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same on another host. */
  public ServerOptions withHost(String newHost) {
    return new ServerOptions(newHost, port, access, limits, grace, model, accessLog, failureLog);
  }

  /** The same on another port. */
  public ServerOptions withPort(int newPort) {
    return new ServerOptions(host, newPort, access, limits, grace, model, accessLog, failureLog);
  }

  /** The same with other rules of access. */
  public ServerOptions withAccess(AccessRules newAccess) {
    return new ServerOptions(host, port, newAccess, limits, grace, model, accessLog, failureLog);
  }

  /** The same with other limits. */
  public ServerOptions withLimits(RequestLimits newLimits) {
    return new ServerOptions(host, port, access, newLimits, grace, model, accessLog, failureLog);
  }

  /** The same with another grace. */
  public ServerOptions withGrace(Duration newGrace) {
    return new ServerOptions(host, port, access, limits, newGrace, model, accessLog, failureLog);
  }

  /** The same with another name of the model. */
  public ServerOptions withModel(String newModel) {
    return new ServerOptions(
        host, port, access, limits, grace, Optional.of(newModel), accessLog, failureLog);
  }

  /** The same with a log of requests. */
  public ServerOptions withAccessLog(Consumer<String> newLog) {
    return new ServerOptions(
        host, port, access, limits, grace, model, Optional.of(newLog), failureLog);
  }

  /** The same with a log of what fails inside. */
  public ServerOptions withFailureLog(Consumer<Throwable> newLog) {
    return new ServerOptions(
        host, port, access, limits, grace, model, accessLog, Optional.of(newLog));
  }
}
