package org.jpose.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request and the one answer to it. */
public record Exchange(Request request, Response response, Callback callback) {
  /** How long what is still sent is read and dropped, so that the sender gets to see the answer. */
  private static final long DRAIN_MILLIS = 1000;

  /** And how much of it: who sends fast would have sent gigabytes by then. */
  public static final long DRAIN_BYTES = 32L << 20;

  /** Answers. */
  public void answer(Answer answer) {
    answer.send(response, callback);
  }

  /** Answers with a problem. */
  public void answer(Problem problem) {
    answer(Answer.of(problem));
  }

  /**
   * Answers though the body was not read to its end, and closes the connection: not before the
   * sender has had time to see the answer, or has sent {@link #DRAIN_BYTES} more, for a connection
   * that is closed on bytes unread may lose it. Of a sender who sends no more, or too slowly,
   * nothing is read any more.
   */
  public void answerUnread(Problem problem) {
    HttpFields headers = request.getHeaders();
    if (problem.status() == 408 || problem.equals(Body.INCOMPLETE)) {
      answerAndClose(problem);
    } else if (headers.getLongField(HttpHeader.CONTENT_LENGTH) < 1
        && !headers.contains(HttpHeader.TRANSFER_ENCODING)) {
      answer(problem);
    } else if (headers.contains(HttpHeader.EXPECT)) {
      // The sender waits to be asked for the body, and is not.
      answerAndClose(problem);
    } else {
      Answer answer = Answer.of(problem).with("Connection", "close");
      answer.send(
          response, Callback.from(() -> new Drain(request, callback).start(), callback::failed));
    }
  }

  private void answerAndClose(Problem problem) {
    answer(Answer.of(problem).with("Connection", "close"));
  }

  private static final class Drain implements Runnable {
    private final Request request;
    private final Callback callback;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long dropped;

    Drain(Request request, Callback callback) {
      this.request = request;
      this.callback = callback;
    }

    void start() {
      request
          .getComponents()
          .getScheduler()
          .schedule(this::end, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
      run();
    }

    @Override
    public void run() {
      while (!ended.get()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        dropped += chunk.remaining();
        boolean enough = dropped >= DRAIN_BYTES;
        boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
        chunk.release();
        if (last || enough) {
          end();
        }
      }
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        callback.succeeded();
      }
    }
  }
}
