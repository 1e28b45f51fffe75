package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jpose.http.Answer;
import org.jpose.http.BearerToken;
import org.jpose.http.Body;
import org.jpose.http.ByteBudget;
import org.jpose.http.Exchange;
import org.jpose.http.HttpListener;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/**
 * Workers' requests by HTTP. Bodies are read only as far as they may go, and a batch only of who
 * has its lease. Never waits.
 */
final class TrainerSite extends Handler.Abstract.NonBlocking {
  private static final int MOST_TEXT = 100_000;
  private static final int MOST_TEXTS = 100;
  private static final Duration BODY_TIME = Duration.ofSeconds(60);

  private final LeaseService service;
  private final HttpListener listener;
  private final Optional<BearerToken> token;
  private final ByteBudget texts = new ByteBudget((long) MOST_TEXT * MOST_TEXTS);
  private final ByteBudget batches = new ByteBudget(LeaseService.MOST_BYTES);
  private final Set<String> uploads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();

  TrainerSite(LeaseService service, HttpListener listener, Optional<String> token) {
    this.service = service;
    this.listener = listener;
    this.token = token.map(BearerToken::new);
  }

  /** Requests that are not complete. */
  int underWay() {
    return underWay.get();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    listener.inUse(request);
    underWay.incrementAndGet();
    Request.addCompletionListener(request, failure -> underWay.decrementAndGet());
    Exchange exchange = new Exchange(request, response, callback);
    try {
      dispatch(exchange);
    } catch (RuntimeException | Error e) {
      exchange.answerUnread(problem(e));
    }
    return true;
  }

  private Problem problem(Throwable failure) {
    Problem problem = Problem.internal();
    if (failure instanceof ProblemException known) {
      problem = known.problem();
    } else if (failure instanceof IllegalArgumentException) {
      problem = Problem.of(400, "wrong-request", "Wrong request", failure.getMessage());
    }
    // Who comes second with a batch is not refused; its worker's duplicates are counted.
    if (!problem.code().equals("duplicate")) {
      service.count(problem.code());
    }
    return problem;
  }

  private void dispatch(Exchange exchange) {
    Request request = exchange.request();
    requireWorker(request);
    Form query = query(request);
    long now = System.nanoTime();
    switch (request.getHttpURI().getCanonicalPath()) {
      case "/v1/hello" -> text(exchange, body -> service.join(Form.parse(body), now));
      case "/v1/next" -> service.next(query, now, exchange::answer);
      case "/v1/batch" -> batch(exchange, query, now);
      case "/v1/failed" -> reason(exchange, query, service::failed);
      case "/v1/leave" -> reason(exchange, query, service::leave);
      default -> throw Workers.problem(404, "not-found", "There is nothing here.");
    }
  }

  private void requireWorker(Request request) {
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      throw Workers.problem(403, "web-page", "Pages of browsers have no business here.");
    }
    if (!request.getMethod().equals("POST")) {
      throw Workers.problem(405, "wrong-method", "Here one asks with POST.");
    }
    token
        .flatMap(own -> own.problem(BearerToken.given(request.getHeaders())))
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
  }

  private static Form query(Request request) {
    Map<String, String> values = new LinkedHashMap<>();
    Request.extractQueryParameters(request)
        .forEach(field -> values.put(field.getName(), field.getValue()));
    return new Form(values);
  }

  private void batch(Exchange exchange, Form query, long now) {
    long most = service.maxBytes(service.needed(query, now).request());
    String upload = query.text("worker") + " " + query.number("lease");
    if (!uploads.add(upload)) {
      throw Workers.problem(409, "twice", "This batch is on its way already.");
    }
    Request.addCompletionListener(exchange.request(), failure -> uploads.remove(upload));
    read(
        exchange,
        most,
        batches,
        bytes -> {
          service.deliver(query, bytes, System.nanoTime());
          return Form.empty();
        });
  }

  private interface Told {
    void tell(Form query, String reason, long now);
  }

  private void reason(Exchange exchange, Form query, Told told) {
    service.requireKnown(query, System.nanoTime());
    text(
        exchange,
        reason -> {
          told.tell(query, reason, System.nanoTime());
          return Form.empty();
        });
  }

  private void text(Exchange exchange, Function<String, Form> work) {
    read(
        exchange, MOST_TEXT, texts, bytes -> work.apply(new String(bytes, StandardCharsets.UTF_8)));
  }

  private void read(Exchange exchange, long most, ByteBudget budget, Function<byte[], Form> work) {
    Request request = exchange.request();
    Body.read(
        request,
        most,
        BODY_TIME,
        budget,
        // Looking at a batch takes a moment, which the thread of all connections has not.
        bytes -> request.getComponents().getExecutor().execute(() -> answer(exchange, bytes, work)),
        problem -> {
          service.count(problem.code());
          exchange.answerUnread(problem);
        });
  }

  private void answer(Exchange exchange, byte[] body, Function<byte[], Form> work) {
    Answer answer;
    try {
      answer = LeaseService.answer(work.apply(body));
    } catch (RuntimeException | Error e) {
      answer = Answer.of(problem(e));
    }
    exchange.answer(answer);
  }
}
