package org.jpose.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jpose.http.Answer;
import org.jpose.http.Exchange;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/** Which request goes where. Never waits for anything. */
final class Site extends Handler.Abstract.NonBlocking {
  private static final String READY = "{\"status\":\"ready\"}\n";
  private static final String WELL = "{\"status\":\"ok\"}\n";

  /** What a request on a path may be, and whether it needs the token. */
  private record Route(List<String> methods, boolean secret, Consumer<Exchange> work) {}

  private final Guard guard;
  private final ServerMetrics metrics;
  private final Failures failures;
  private final Consumer<Request> inUse;
  private final Optional<Consumer<String>> log;
  private final PageFiles files = new PageFiles();
  private final Map<String, Route> routes;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean warm;
  private volatile boolean stopping;

  Site(
      Guard guard,
      ServerMetrics metrics,
      Failures failures,
      Consumer<Request> inUse,
      Optional<Consumer<String>> log,
      PeopleEndpoint people,
      Streams streams,
      byte[] models) {
    this.guard = guard;
    this.metrics = metrics;
    this.inUse = inUse;
    this.log = log;
    this.failures = failures;
    List<String> get = List.of("GET", "HEAD");
    routes =
        Map.of(
            "/v1/people",
            new Route(
                List.of("POST"),
                true,
                exchange -> {
                  requireRunning();
                  people.handle(exchange, failures);
                }),
            "/v1/models",
            new Route(get, true, exchange -> exchange.answer(Answer.json(200, models))),
            "/v1/stream",
            new Route(List.of("GET"), true, exchange -> stream(streams, exchange)),
            "/metrics",
            new Route(get, true, this::metrics),
            "/healthz",
            new Route(get, false, exchange -> exchange.answer(Answer.json(200, WELL))),
            "/readyz",
            new Route(get, false, this::ready));
  }

  /** The network is warm: from now on the server is ready. */
  void warm() {
    warm = true;
  }

  /** No new work from now on. */
  void refuseWork() {
    stopping = true;
  }

  /** Requests that are not complete. */
  int underWay() {
    return underWay.get();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    underWay.incrementAndGet();
    inUse.accept(request);
    Request.addCompletionListener(request, failure -> completed(request, response, start));
    Exchange exchange = new Exchange(request, response, callback);
    try {
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.getHeaders().put("Referrer-Policy", "no-referrer");
      dispatch(exchange);
    } catch (RuntimeException | Error e) {
      failures.unread(exchange, failures.problem(e));
    }
    return true;
  }

  private void dispatch(Exchange exchange) {
    Request request = exchange.request();
    guard
        .place(request)
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
    allowOrigin(request, exchange.response());
    String path = request.getHttpURI().getCanonicalPath();
    Optional<Answer> file = files.at(path);
    Route route =
        file.isPresent()
            ? new Route(
                List.of("GET", "HEAD"),
                false,
                found -> found.answer(PageFiles.since(request, file.get())))
            : routes.get(path);
    if (route == null) {
      throw new ProblemException(
          Problem.of(
              404, "not-found", "Not found", "There is nothing here; /openapi.yaml says what is."));
    }
    String method = request.getMethod();
    if (method.equals("OPTIONS")) {
      exchange.answer(preflight(route));
    } else if (!route.methods.contains(method)) {
      exchange.response().getHeaders().put(HttpHeader.ALLOW, String.join(", ", route.methods));
      throw new ProblemException(
          Problem.of(
              405,
              "wrong-method",
              "Wrong method",
              "Here one asks with " + String.join(" or ", route.methods) + "."));
    } else {
      begin(exchange, route);
    }
  }

  private void begin(Exchange exchange, Route route) {
    if (route.secret) {
      Optional<Problem> problem = guard.token(exchange.request());
      if (problem.isPresent()) {
        exchange.response().getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        throw new ProblemException(problem.get());
      }
    }
    route.work.accept(exchange);
  }

  private void allowOrigin(Request request, Response response) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && guard.isAllowed(origin)) {
      HttpFields.Mutable headers = response.getHeaders();
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Access-Control-Expose-Headers", "Server-Timing, Retry-After");
      headers.put("Vary", "Origin");
    }
  }

  private static Answer preflight(Route route) {
    return new Answer(
        204,
        Map.of(
            "Access-Control-Allow-Methods",
            String.join(", ", route.methods),
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type",
            "Access-Control-Max-Age",
            "600",
            "Allow",
            String.join(", ", route.methods)),
        new byte[0]);
  }

  private void stream(Streams streams, Exchange exchange) {
    requireRunning();
    if (!streams.open(exchange)) {
      exchange.response().getHeaders().put(HttpHeader.UPGRADE, "websocket");
      throw new ProblemException(
          Problem.of(
              426, "no-websocket", "No WebSocket", "Here one opens a WebSocket (RFC 6455)."));
    }
  }

  private void metrics(Exchange exchange) {
    exchange.answer(
        Answer.of(
            200,
            "text/plain; version=0.0.4; charset=utf-8",
            metrics.text().getBytes(StandardCharsets.UTF_8)));
  }

  private void ready(Exchange exchange) {
    requireRunning();
    if (!warm) {
      throw new ProblemException(Problem.busy("The network is warming up."));
    }
    exchange.answer(Answer.json(200, READY));
  }

  private void requireRunning() {
    if (stopping) {
      throw new ProblemException(Problem.stopping());
    }
  }

  private void completed(Request request, Response response, long start) {
    underWay.decrementAndGet();
    long nanos = System.nanoTime() - start;
    String path = request.getHttpURI().getPath();
    String method = known(request.getMethod());
    int status = response.getStatus();
    metrics.request(method, routes.containsKey(path) ? path : "other", status, nanos);
    log.ifPresent(
        lines ->
            lines.accept(
                "%s %s %s %s %s %s %sms"
                    .formatted(
                        Instant.now().truncatedTo(ChronoUnit.MILLIS),
                        Request.getRemoteAddr(request),
                        method,
                        // Without the query, which may hold secrets.
                        path,
                        status,
                        Response.getContentBytesWritten(response),
                        nanos / 1_000_000)));
  }

  /** Others could be made up without end, each with counters of its own. */
  private static String known(String method) {
    return List.of("GET", "HEAD", "POST", "OPTIONS").contains(method) ? method : "OTHER";
  }

  /** Paths, for a test that all are described. */
  List<String> paths() {
    return routes.keySet().stream().sorted().collect(Collectors.toList());
  }
}
