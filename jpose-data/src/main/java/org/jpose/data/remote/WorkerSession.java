package org.jpose.data.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jpose.data.Batch;
import org.jpose.data.BatchMaker;
import org.jpose.data.BatchRequest;

/**
 * A worker's time with one trainer: a thread that asks for work and hears when the trainer is done,
 * and one more than make batches, so that the next is made while one is sent.
 */
final class WorkerSession {
  /** How it ended. */
  enum End {
    /** The trainer is done. */
    DONE,
    /** The trainer does not answer, or knows this worker no more. */
    LOST,
    /** This worker was closed. */
    CLOSED
  }

  private static final long LAST_WORD_MILLIS = 500;

  private final TrainerConnection trainer;
  private final String query;
  private final BatchMaker maker;
  private final WorkerData data;
  private final long damagedBefore;
  private final AtomicReference<WorkerSummary> summary;
  private final int loops;
  private final Semaphore makers;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  /**
   * A session with a trainer that has let this worker in and told it the recipe.
   *
   * @param query names this worker
   */
  WorkerSession(
      TrainerConnection trainer,
      String query,
      WorkerData data,
      BatchMaker maker,
      WorkerOptions options,
      AtomicReference<WorkerSummary> summary) {
    this.trainer = trainer;
    this.query = query;
    this.data = data;
    this.maker = maker;
    this.summary = summary;
    damagedBefore = data.damaged();
    loops = options.threads() + 2;
    makers = new Semaphore(options.threads());
  }

  /** Works until the session ends. */
  End run() throws InterruptedException {
    summary.updateAndGet(WorkerSummary::session);
    ExecutorService threads = Executors.newFixedThreadPool(loops, WorkerSession::daemon);
    threads.execute(() -> carefully(() -> ask(threads)));
    try {
      return end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RemoteDataException refused) {
        throw refused;
      }
      throw new RemoteDataException("the worker ended with an error: " + e.getCause(), e);
    } finally {
      end.complete(End.CLOSED);
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.HOURS);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "jpose-data-worker");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends it from outside. */
  void close() {
    end.complete(End.CLOSED);
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void carefully(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      lost();
    } catch (InterruptedException e) {
      end.complete(End.CLOSED);
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  /** Another thread may just hear that the trainer is done. */
  private void lost() {
    try {
      TimeUnit.MILLISECONDS.sleep(LAST_WORD_MILLIS);
      end.complete(End.LOST);
    } catch (InterruptedException e) {
      end.complete(End.CLOSED);
    }
  }

  private void ask(ExecutorService threads) throws IOException, InterruptedException {
    while (!end.isDone()) {
      TrainerConnection.Answer answer = trainer.post("/v1/next" + query, new byte[0]);
      if (said(answer)) {
        Form lease = Form.parse(answer.text());
        threads.execute(() -> carefully(() -> work(lease)));
      }
    }
  }

  private void work(Form form) throws IOException, InterruptedException {
    BatchRequest request =
        new BatchRequest(
            form.number("seed"), form.integer("epoch"), form.integer("from"), form.integer("to"));
    String lease = query + "&lease=" + form.number("lease");
    byte[] batch = {};
    Optional<String> failure;
    makers.acquire();
    try {
      Batch made = maker.make(request);
      batch = EncodedBatch.of(made);
      failure = EncodedBatch.damage(batch, made.shape(), request.size());
    } catch (RuntimeException | Error e) {
      // Whatever it is: the trainer is to know, and this worker makes others.
      failure = Optional.of(e.toString());
    } finally {
      makers.release();
    }
    if (failure.isPresent()) {
      summary.updateAndGet(WorkerSummary::failure);
      patiently("/v1/failed" + lease, failure.get().getBytes(StandardCharsets.UTF_8));
    } else {
      long damaged = data.damaged() - damagedBefore;
      int bytes = batch.length;
      if (patiently("/v1/batch" + lease + "&damaged=" + damaged, batch)) {
        summary.updateAndGet(before -> before.sent(request.size(), bytes));
      }
    }
  }

  /** Sends something, again if the trainer has no room for it at the moment. */
  private boolean patiently(String path, byte[] body) throws IOException, InterruptedException {
    TrainerConnection.Answer answer = trainer.post(path, body);
    while (answer.status() == 503 && !end.isDone()) {
      TimeUnit.MILLISECONDS.sleep(LAST_WORD_MILLIS);
      answer = trainer.post(path, body);
    }
    return said(answer);
  }

  /** Whether the trainer has said yes; if it has said that it is over, it is. */
  private boolean said(TrainerConnection.Answer answer) {
    switch (answer.status()) {
      case 200 -> {
        return true;
      }
      case 204, 409, 503 -> {
        // Nothing to do now, or the batch is not needed.
      }
      case 410 -> end.complete(End.DONE);
      case 400, 401, 403 -> throw trainer.refused(answer);
      default -> end.complete(End.LOST);
    }
    return false;
  }
}
