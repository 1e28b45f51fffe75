package org.jpose.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;
import org.jpose.media.pipeline.PersonTracking;
import org.jpose.media.results.PersonResult;

/**
 * One client's stream: of the frames that came while one was worked on or its answer was on its
 * way, the newest is next, and the others are passed over. Has one place in the queue of all
 * streams at most, and goes to its end for each frame.
 *
 * <p>Public for Jetty, which calls it by reflection; of no use to others.
 */
public final class StreamSession implements Session.Listener.AutoDemanding {
  private final Streams streams;
  private final PeopleQuery query;
  private final StreamAnswers answers;
  private final PersonTracking following;
  private final long opened = System.nanoTime();

  private Session session;
  private StreamFrame newest;
  private long frames;
  private long skipped;
  private boolean busy;
  private boolean closed;

  StreamSession(
      Streams streams, PeopleQuery query, StreamAnswers answers, PersonTracking following) {
    this.streams = streams;
    this.query = query;
    this.answers = answers;
    this.following = following;
  }

  @Override
  public void onWebSocketOpen(Session newSession) {
    synchronized (this) {
      session = newSession;
    }
    newSession.setMaxBinaryMessageSize(streams.limits().bytes());
    newSession.setIdleTimeout(streams.idle());
    streams.opened(this);
  }

  @Override
  public void onWebSocketText(String text) {
    end(StatusCode.BAD_DATA, "text came, expected a frame as a binary message");
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    callback.succeed();
    long now = System.nanoTime();
    synchronized (this) {
      StreamFrame frame = new StreamFrame(frames++, bytes, now, (now - opened) / 1e9);
      if (closed) {
        return;
      }
      if (!streams.budget().take(bytes.length)) {
        passOver();
        return;
      }
      if (newest != null) {
        streams.budget().give(newest.bytes().length);
        passOver();
      }
      newest = frame;
      if (busy) {
        return;
      }
      setBusy(true);
    }
    streams.work().frame(this::step);
  }

  /** Who waits for an answer is not idle, however long others have their turns. */
  private void setBusy(boolean now) {
    busy = now;
    session.setIdleTimeout(now ? Duration.ZERO : streams.idle());
  }

  private void passOver() {
    skipped++;
    streams.metrics().frames("passed-over", 1);
  }

  /** Works on the newest frame. */
  private void step() {
    StreamFrame frame;
    long passed;
    synchronized (this) {
      frame = newest;
      newest = null;
      passed = skipped;
      skipped = 0;
      if (frame == null) {
        setBusy(false);
        return;
      }
    }
    String answer;
    try {
      answer = answer(frame, passed);
    } finally {
      streams.budget().give(frame.bytes().length);
    }
    session.sendText(answer, Callback.from(this::next, failure -> next()));
  }

  private String answer(StreamFrame frame, long passed) {
    double waited = (System.nanoTime() - frame.arrived()) / 1e6;
    try {
      if (frame.bytes().length == 0) {
        throw new ProblemException(
            Problem.of(400, "no-image", "No image", "The frame has no bytes; send a JPEG."));
      }
      Estimation.Found found = streams.estimation().find(frame.bytes(), query.options());
      List<PersonResult> people = following.follow(frame.seconds(), found.estimate().people());
      streams.metrics().found(found);
      streams.metrics().frames("taken", 1);
      return answers.found(frame, passed, waited, found, people);
    } catch (RuntimeException | Error e) {
      Problem problem = streams.failures().problem(e);
      streams.metrics().frames("failed", 1);
      streams.metrics().rejected(problem.code());
      return answers.failed(frame, passed, problem);
    }
  }

  /** The answer is sent: if a frame waits, it has its turn after those of the other streams. */
  private void next() {
    synchronized (this) {
      if (newest == null || closed) {
        setBusy(false);
        return;
      }
    }
    streams.work().frame(this::step);
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // The close that follows says it, too.
    forget();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    forget();
    callback.succeed();
  }

  private void forget() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (newest != null) {
        streams.budget().give(newest.bytes().length);
        newest = null;
      }
    }
    streams.closed(this);
  }

  /** Says why, and closes. */
  void end(int code, String reason) {
    Session open;
    synchronized (this) {
      open = session;
    }
    open.close(code, reason, Callback.NOOP);
  }
}
