package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
 * Workers' requests by HTTP. Forms and bodies are read only as far as they may go, and a batch's
 * body only for who has its lease. Never waits.
 */
final class TrainerSite extends Handler.Abstract.NonBlocking {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MOST_FORM = 100_000;
  private static final int MOST_FORMS = 100;
  private static final int MOST_REASON = 20_000;
  private static final Duration BODY_TIME = Duration.ofSeconds(60);

  private final LeaseService service;
  private final HttpListener listener;
  private final Optional<BearerToken> token;
  private final ByteBudget forms = new ByteBudget((long) MOST_FORM * MOST_FORMS);
  private final ByteBudget reasons = new ByteBudget((long) MOST_REASON * MOST_FORMS);
  private final ByteBudget batches;
  private final Set<String> uploads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();

  TrainerSite(LeaseService service, HttpListener listener, Optional<String> token) {
    this.service = service;
    this.listener = listener;
    this.token = token.map(BearerToken::new);
    batches = new ByteBudget(LeaseService.MOST_BYTES);
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
    guarded(exchange, true, () -> dispatch(exchange));
    return true;
  }

  private void guarded(Exchange exchange, boolean unread, Runnable work) {
    Problem problem;
    try {
      work.run();
      return;
    } catch (ProblemException e) {
      problem = e.problem();
    } catch (IllegalArgumentException e) {
      service.count("wrong-request");
      problem = Problem.of(400, "wrong-request", "Wrong request", e.getMessage());
    } catch (RuntimeException | Error e) {
      service.count("internal");
      problem = Problem.internal();
    }
    if (unread) {
      exchange.answerUnread(problem);
    } else {
      exchange.answer(problem);
    }
  }

  private void dispatch(Exchange exchange) {
    Request request = exchange.request();
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      throw stranger(403, "web-page", "Pages of browsers have no business here.");
    }
    if (!request.getMethod().equals("POST")) {
      throw stranger(405, "wrong-method", "Here one asks with POST.");
    }
    token
        .flatMap(own -> own.problem(BearerToken.given(request.getHeaders())))
        .ifPresent(
            problem -> {
              service.count(problem.code());
              throw new ProblemException(problem);
            });
    Form query = query(request);
    long now = System.nanoTime();
    switch (request.getHttpURI().getCanonicalPath()) {
      case "/v1/hello" ->
          text(exchange, body -> ok(exchange, service.join(Form.parse(body), System.nanoTime())));
      case "/v1/next" -> service.next(query, now, reply -> answer(exchange, reply));
      case "/v1/stay" -> service.stay(query, now, reply -> answer(exchange, reply));
      case "/v1/batch" -> batch(exchange, query, now);
      case "/v1/failed" ->
          reason(
              exchange,
              query,
              reason -> {
                service.failed(query, reason, System.nanoTime());
                ok(exchange, Form.empty());
              });
      case "/v1/leave" ->
          reason(
              exchange,
              query,
              reason -> {
                service.leave(query, reason, System.nanoTime());
                ok(exchange, Form.empty());
              });
      default -> throw stranger(404, "not-found", "There is nothing here.");
    }
  }

  private ProblemException stranger(int status, String code, String detail) {
    service.count(code);
    return new ProblemException(Problem.of(status, code, "Refused", detail));
  }

  private static Form query(Request request) {
    Map<String, String> values = new LinkedHashMap<>();
    Request.extractQueryParameters(request)
        .forEach(field -> values.put(field.getName(), field.getValue()));
    return new Form(values);
  }

  private static void ok(Exchange exchange, Form form) {
    exchange.answer(Answer.of(200, Form.TYPE, form.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void answer(Exchange exchange, LeaseService.Reply reply) {
    if (reply instanceof LeaseService.Reply.Work work) {
      ok(
          exchange,
          Form.empty()
              .with("lease", work.lease())
              .with("seed", work.request().seed())
              .with("epoch", work.request().epoch())
              .with("from", work.request().from())
              .with("to", work.request().to()));
    } else {
      int status = reply instanceof LeaseService.Reply.Done ? 410 : 204;
      exchange.answer(Answer.of(status, TEXT, new byte[0]));
    }
  }

  private void text(Exchange exchange, Consumer<String> work) {
    read(
        exchange,
        MOST_FORM,
        forms,
        bytes -> work.accept(new String(bytes, StandardCharsets.UTF_8)));
  }

  private void reason(Exchange exchange, Form query, Consumer<String> work) {
    service.requireKnown(query, System.nanoTime());
    read(
        exchange,
        MOST_REASON,
        reasons,
        bytes -> work.accept(new String(bytes, StandardCharsets.UTF_8)));
  }

  private void batch(Exchange exchange, Form query, long now) {
    Optional<Long> most = service.expected(query, now);
    if (most.isEmpty()) {
      exchange.answerUnread(Problem.of(409, "duplicate", "Duplicate", "Another was faster."));
    } else {
      String upload = query.text("worker") + " " + query.number("lease");
      if (!uploads.add(upload)) {
        throw stranger(409, "twice", "This batch is on its way already.");
      }
      Request.addCompletionListener(exchange.request(), failure -> uploads.remove(upload));
      read(
          exchange,
          most.get(),
          batches,
          bytes -> {
            service.deliver(query, bytes, System.nanoTime());
            ok(exchange, Form.empty());
          });
    }
  }

  private void read(Exchange exchange, long most, ByteBudget budget, Consumer<byte[]> work) {
    Request request = exchange.request();
    Body.read(
        request,
        most,
        BODY_TIME,
        budget,
        // Looking at a batch takes a moment, which the thread of all connections has not.
        bytes ->
            request
                .getComponents()
                .getExecutor()
                .execute(() -> guarded(exchange, false, () -> work.accept(bytes))),
        problem -> {
          service.count(problem.code());
          if (problem.status() == 408 || problem.equals(Body.INCOMPLETE)) {
            exchange.answerAndClose(problem);
          } else {
            exchange.answerUnread(problem);
          }
        });
  }
}
