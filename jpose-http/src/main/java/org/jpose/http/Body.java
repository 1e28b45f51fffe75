package org.jpose.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a request's body as it comes, with no thread that waits for it: who sends slowly costs the
 * bytes that are there. What is too large, too slow, or too much for all together is given up.
 */
public final class Body implements Runnable {
  /** The sender went before the end. */
  public static final Problem INCOMPLETE =
      Problem.of(400, "incomplete-body", "Incomplete body", "The body ended before its end.");

  private final Request request;
  private final long limit;
  private final ByteBudget budget;
  private final Consumer<byte[]> whole;
  private final Consumer<Problem> failed;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Scheduler.Task deadline;
  private long taken;

  private Body(
      Request request,
      long limit,
      Duration timeout,
      ByteBudget budget,
      Consumer<byte[]> whole,
      Consumer<Problem> failed) {
    this.request = request;
    this.limit = limit;
    this.budget = budget;
    this.whole = whole;
    this.failed = failed;
    deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(() -> expire(timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Reads a body.
   *
   * @param limit most bytes
   * @param timeout until when it must be there
   * @param budget bytes that all bodies may take together
   * @param whole gets it; what it took of the budget is given back when the request is complete
   * @param failed gets the reason why there is none
   */
  public static void read(
      Request request,
      long limit,
      Duration timeout,
      ByteBudget budget,
      Consumer<byte[]> whole,
      Consumer<Problem> failed) {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > limit) {
      failed.accept(Problem.tooLarge(limit));
      return;
    }
    Body body = new Body(request, limit, timeout, budget, whole, failed);
    Request.addCompletionListener(request, failure -> body.release());
    body.run();
  }

  @Override
  public void run() {
    while (!ended.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(INCOMPLETE);
        return;
      }
      boolean last = chunk.isLast();
      Problem problem = take(chunk.getByteBuffer());
      chunk.release();
      if (problem != null) {
        fail(problem);
      } else if (last) {
        finish();
      }
    }
  }

  private synchronized Problem take(ByteBuffer buffer) {
    int length = buffer.remaining();
    if (bytes.size() + (long) length > limit) {
      return Problem.tooLarge(limit);
    }
    if (ended.get() || !budget.take(length)) {
      return Problem.busy("Too many bodies are on their way; ask again.");
    }
    taken += length;
    byte[] part = new byte[length];
    buffer.get(part);
    bytes.write(part, 0, length);
    return null;
  }

  private void finish() {
    if (ended.compareAndSet(false, true)) {
      deadline.cancel();
      whole.accept(takeAll());
    }
  }

  /** The body is kept by its taker alone. */
  private synchronized byte[] takeAll() {
    byte[] all = bytes.toByteArray();
    bytes = new ByteArrayOutputStream();
    return all;
  }

  private void fail(Problem problem) {
    if (ended.compareAndSet(false, true)) {
      deadline.cancel();
      failed.accept(problem);
    }
  }

  private void expire(Duration timeout) {
    fail(
        Problem.of(
            408,
            "too-slow",
            "Too slow",
            "The body was not there within " + timeout.toMillis() / 1e3 + " seconds."));
  }

  private synchronized void release() {
    ended.set(true);
    deadline.cancel();
    budget.give(taken);
    taken = 0;
  }
}
