package org.jpose.data.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jpose.core.JposeVersion;
import org.jpose.data.BatchMaker;
import org.jpose.data.loader.Recipe;

/**
 * Makes batches for a trainer elsewhere ({@link RemoteBatches}), from its own copy of the data and
 * by the trainer's recipe. Waits for its trainer, and comes back when the connection or the trainer
 * was gone. Holds one batch more than it has threads at most. {@link #run} once; {@link #close} by
 * any thread.
 */
public final class DataWorker implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long MOST_PAUSE_MILLIS = 5000;

  private final WorkerData data;
  private final WorkerOptions options;
  private final byte[] hello;
  private final AtomicReference<WorkerSummary> summary =
      new AtomicReference<>(WorkerSummary.NOTHING);
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Optional<WorkerSession> session = Optional.empty();

  /** A worker that has not begun. */
  public DataWorker(WorkerData data, WorkerOptions options) {
    this.data = data;
    this.options = options;
    hello =
        Form.empty()
            .with("protocol", Workers.PROTOCOL)
            .with("version", JposeVersion.number())
            .with("name", options.name())
            .with("data", data.identity().name())
            .with("samples", data.identity().size())
            .with("hash", data.identity().hash())
            .with("threads", options.threads())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Works until the trainer is done, or for ever with {@link WorkerOptions#stay}.
   *
   * @return what was done
   * @throws RemoteDataException if the trainer refuses this worker, or is not there for longer than
   *     {@link WorkerOptions#patience}
   * @throws InterruptedException if this thread is interrupted; the worker has then ended
   */
  public WorkerSummary run() throws InterruptedException {
    TrainerConnection trainer = new TrainerConnection(options);
    options.journal().accept("waiting for a trainer at " + options.trainer());
    Optional<Form> welcome = hello(trainer);
    while (welcome.isPresent()) {
      WorkerSession.End end = work(trainer, welcome.get());
      if (end == WorkerSession.End.CLOSED || end == WorkerSession.End.DONE && !options.stay()) {
        break;
      }
      String what = end == WorkerSession.End.DONE ? "done" : "gone";
      options
          .journal()
          .accept("the trainer at %s is %s; waiting for one".formatted(options.trainer(), what));
      welcome = hello(trainer);
    }
    return summary();
  }

  /** Asks to be let in until it is; empty if this worker is closed meanwhile. */
  private Optional<Form> hello(TrainerConnection trainer) throws InterruptedException {
    long from = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (closing.getCount() > 0) {
      Optional<Form> welcome = tryHello(trainer);
      if (welcome.isPresent()) {
        return welcome;
      }
      requireHope(from);
      closing.await(pause, TimeUnit.MILLISECONDS);
      pause = Math.min(MOST_PAUSE_MILLIS, 2 * pause);
    }
    return Optional.empty();
  }

  private Optional<Form> tryHello(TrainerConnection trainer) throws InterruptedException {
    try {
      TrainerConnection.Answer answer = trainer.post("/v1/hello", hello);
      switch (answer.status()) {
        case 200 -> {
          return Optional.of(Form.parse(answer.text()));
        }
        case 410 -> {
          if (hasWorked() && !options.stay()) {
            closing.countDown();
          }
        }
        case 503 -> options.journal().accept(trainer.refused(answer).getMessage() + "; waiting");
        default -> throw trainer.refused(answer);
      }
    } catch (IOException e) {
      if (!hasWorked()) {
        requireReachable(e);
      }
    }
    return Optional.empty();
  }

  private boolean hasWorked() {
    return summary().sessions() > 0;
  }

  /** Waiting does not help with everything. */
  private void requireReachable(IOException failure) {
    if (failure instanceof SSLException) {
      throw new RemoteDataException(
          "%s: no TLS with it: %s; is its certificate trusted, and does it have TLS?"
              .formatted(options.trainer(), failure.getMessage()),
          failure);
    }
    try {
      InetAddress.getByName(options.trainer().host());
    } catch (UnknownHostException e) {
      throw new RemoteDataException(
          options.trainer() + ": there is no machine of this name; is it spelt right?", failure);
    }
  }

  private void requireHope(long from) {
    if (options.patience().isPresent()
        && System.nanoTime() - from >= options.patience().get().toNanos()) {
      throw new RemoteDataException(
          "%s: no trainer for %d s; is it running, and is the port open?"
              .formatted(options.trainer(), options.patience().get().toSeconds()));
    }
  }

  private WorkerSession.End work(TrainerConnection trainer, Form welcome)
      throws InterruptedException {
    String me = "?worker=" + URLEncoder.encode(welcome.text("worker"), StandardCharsets.UTF_8);
    WorkerSession current =
        new WorkerSession(trainer, me, data, maker(trainer, me, welcome), options, summary);
    session = Optional.of(current);
    try {
      if (closing.getCount() == 0) {
        current.close();
      }
      return current.run();
    } finally {
      session = Optional.empty();
      sayGoodBye(trainer, me, "");
    }
  }

  private BatchMaker maker(TrainerConnection trainer, String me, Form welcome) {
    try {
      Recipe recipe = SharedRecipe.read(welcome);
      String asked = SharedRecipe.summary(recipe.shape(), data.identity().size());
      options.journal().accept("working for " + options.trainer() + ": " + asked);
      BatchMaker maker = data.maker(recipe);
      String found = SharedRecipe.summary(maker.shape(), maker.epochSize());
      if (!maker.shape().equals(recipe.shape()) || !found.equals(asked)) {
        throw new IllegalArgumentException(
            "they would be others (%s) than asked for (%s)".formatted(found, asked));
      }
      return maker;
    } catch (RuntimeException | Error e) {
      String reason = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      sayGoodBye(trainer, me, reason);
      throw new RemoteDataException(
          "the trainer at %s wants batches that cannot be made from %s: %s"
              .formatted(options.trainer(), data.identity(), reason),
          e);
    }
  }

  private void sayGoodBye(TrainerConnection trainer, String me, String reason) {
    boolean interrupted = Thread.interrupted();
    try {
      trainer.post("/v1/leave" + me, reason.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It is gone itself.
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was done so far. */
  public WorkerSummary summary() {
    return summary.get();
  }

  /** Lets the worker say good-bye and end; {@link #run} then returns. May be called twice. */
  @Override
  public void close() {
    closing.countDown();
    session.ifPresent(WorkerSession::close);
  }
}
