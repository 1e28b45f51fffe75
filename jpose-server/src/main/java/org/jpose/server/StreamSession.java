package org.jpose.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
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
 * streams at most, and goes to its end for each frame. Takes frames part by part, so that halves of
 * frames count in the memory of all streams; who sends one slowly, or does not read the answers, is
 * let go.
 *
 * <p>Public for Jetty, which calls it by reflection; of no use to others.
 */
public final class StreamSession implements Session.Listener.AutoDemanding {
  private static final Scheduler.Task NOTHING = () -> true;

  private final Streams streams;
  private final Scheduler scheduler;
  private final PeopleQuery query;
  private final StreamAnswers answers;
  private final PersonTracking following;
  private final long opened = System.nanoTime();

  private Session session;
  private ByteArrayOutputStream coming = new ByteArrayOutputStream();
  private boolean isComing;
  private boolean hasRoom = true;
  private Scheduler.Task comingEnd = NOTHING;
  private Scheduler.Task answerEnd = NOTHING;
  private StreamFrame newest;
  private long frames;
  private long skipped;
  private boolean busy;
  private boolean ending;
  private boolean closed;

  StreamSession(
      Streams streams,
      Scheduler scheduler,
      PeopleQuery query,
      StreamAnswers answers,
      PersonTracking following) {
    this.streams = streams;
    this.scheduler = scheduler;
    this.query = query;
    this.answers = answers;
    this.following = following;
  }

  @Override
  public void onWebSocketOpen(Session newSession) {
    synchronized (this) {
      session = newSession;
    }
    newSession.setIdleTimeout(streams.idle());
    streams.opened(this);
  }

  @Override
  public void onWebSocketPartialText(String text, boolean last) {
    end(StatusCode.BAD_DATA, "text came, expected a frame as a binary message");
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer part, boolean last, Callback callback) {
    long now = System.nanoTime();
    boolean work = false;
    synchronized (this) {
      if (!closed && !ending) {
        if (coming.size() + (long) part.remaining() > streams.limits().bytes()) {
          end(
              StatusCode.MESSAGE_TOO_LARGE,
              "the frame has more than " + streams.limits().bytes() + " bytes");
        } else {
          take(part);
          work = last && frame(now);
        }
      }
    }
    callback.succeed();
    if (work) {
      streams.work().frame(this::step);
    }
  }

  private Scheduler.Task afterTimeout(Runnable work) {
    return scheduler.schedule(work, streams.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void take(ByteBuffer part) {
    if (!isComing) {
      isComing = true;
      comingEnd =
          afterTimeout(() -> end(StatusCode.POLICY_VIOLATION, "the frame was not there in time"));
    }
    if (hasRoom && !streams.budget().take(part.remaining())) {
      hasRoom = false;
      dropParts();
    }
    if (hasRoom) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      coming.writeBytes(bytes);
    }
  }

  private void dropParts() {
    streams.budget().give(coming.size());
    coming = new ByteArrayOutputStream();
  }

  /** The frame's last part has come; whether there is work now. */
  private boolean frame(long now) {
    StreamFrame frame = new StreamFrame(frames++, coming.toByteArray(), now, (now - opened) / 1e9);
    coming = new ByteArrayOutputStream();
    isComing = false;
    comingEnd.cancel();
    if (!hasRoom) {
      hasRoom = true;
      passOver();
      return false;
    }
    if (newest != null) {
      streams.budget().give(newest.bytes().length);
      passOver();
    }
    newest = frame;
    boolean work = !busy;
    if (work) {
      setBusy(true);
    }
    return work;
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
    synchronized (this) {
      // A farewell would wait behind the answer that is not read.
      answerEnd = afterTimeout(session::disconnect);
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
      answerEnd.cancel();
      boolean more = newest != null && !closed;
      setBusy(more);
      if (!more) {
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
      comingEnd.cancel();
      answerEnd.cancel();
      dropParts();
      if (newest != null) {
        streams.budget().give(newest.bytes().length);
        newest = null;
      }
    }
    streams.closed(this);
  }

  /** Says why, and closes; who does not answer that is cut off. */
  void end(int code, String reason) {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
      comingEnd.cancel();
      dropParts();
      afterTimeout(session::disconnect);
    }
    session.close(code, reason, Callback.NOOP);
  }
}
