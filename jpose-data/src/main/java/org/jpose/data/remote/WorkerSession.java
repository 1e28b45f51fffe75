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
import java.util.concurrent.atomic.LongAdder;
import org.jpose.data.Batch;
import org.jpose.data.BatchMaker;
import org.jpose.data.BatchRequest;

/**
 * A worker's time with one trainer: one loop more than threads, so that the next request comes
 * while a batch is sent, and another that hears when the trainer is done.
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

  private final WorkerOptions options;
  private final TrainerConnection trainer;
  private final BatchMaker maker;
  private final Form me;
  private final WorkerData data;
  private final long damagedBefore;
  private final Counts counts;
  private final Semaphore makers;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  /** What all sessions of a worker count. */
  static final class Counts {
    final LongAdder sessions = new LongAdder();
    final LongAdder batches = new LongAdder();
    final LongAdder samples = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder failed = new LongAdder();

    WorkerSummary summary() {
      return new WorkerSummary(
          sessions.sum(), batches.sum(), samples.sum(), bytes.sum(), failed.sum());
    }
  }

  /** A session with a trainer that has let this worker in and told it the recipe. */
  WorkerSession(
      WorkerOptions options,
      TrainerConnection trainer,
      WorkerData data,
      BatchMaker maker,
      Form me,
      Counts counts) {
    this.options = options;
    this.trainer = trainer;
    this.data = data;
    this.maker = maker;
    this.me = me;
    this.counts = counts;
    damagedBefore = data.damaged();
    makers = new Semaphore(options.threads());
  }

  /** Works until the session ends. */
  End run() throws InterruptedException {
    counts.sessions.increment();
    ExecutorService threads = Executors.newCachedThreadPool(WorkerSession::daemon);
    threads.execute(() -> repeat(this::hear));
    for (int i = 0; i <= options.threads(); i++) {
      threads.execute(() -> repeat(this::work));
    }
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

  private void repeat(Step step) {
    try {
      while (!end.isDone()) {
        step.run();
      }
    } catch (IOException e) {
      lost();
    } catch (InterruptedException e) {
      end.complete(End.CLOSED);
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  /** Another loop may just hear that the trainer is done. */
  private void lost() {
    try {
      TimeUnit.MILLISECONDS.sleep(LAST_WORD_MILLIS);
      end.complete(End.LOST);
    } catch (InterruptedException e) {
      end.complete(End.CLOSED);
    }
  }

  private void hear() throws IOException, InterruptedException {
    said(trainer.post("/v1/stay", me, new byte[0]));
  }

  private void work() throws IOException, InterruptedException {
    TrainerConnection.Answer answer = trainer.post("/v1/next", me, new byte[0]);
    if (!said(answer)) {
      return;
    }
    Form form = Form.parse(answer.text());
    BatchRequest request =
        new BatchRequest(
            form.number("seed"), form.integer("epoch"), form.integer("from"), form.integer("to"));
    Form lease = me.with("lease", form.number("lease"));
    Optional<byte[]> batch = Optional.empty();
    String reason = "";
    makers.acquire();
    try {
      Batch made = maker.make(request);
      byte[] bytes = EncodedBatch.of(made);
      EncodedBatch.check(bytes, made.shape(), request.size());
      batch = Optional.of(bytes);
    } catch (DamagedBatchException e) {
      reason = e.getMessage();
    } catch (RuntimeException | Error e) {
      // Whatever it is: the trainer is to know, and this worker makes others.
      reason = e.toString();
    } finally {
      makers.release();
    }
    if (batch.isPresent()) {
      deliver(lease, request, batch.get());
    } else {
      counts.failed.increment();
      said(patiently("/v1/failed", lease, reason.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void deliver(Form lease, BatchRequest request, byte[] batch)
      throws IOException, InterruptedException {
    Form query = lease.with("damaged", data.damaged() - damagedBefore);
    if (said(patiently("/v1/batch", query, batch))) {
      counts.batches.increment();
      counts.samples.add(request.size());
      counts.bytes.add(batch.length);
    }
  }

  /** Sends again what the trainer has no room for at the moment. */
  private TrainerConnection.Answer patiently(String path, Form query, byte[] body)
      throws IOException, InterruptedException {
    TrainerConnection.Answer answer = trainer.post(path, query, body);
    while (answer.status() == 503 && !end.isDone()) {
      TimeUnit.MILLISECONDS.sleep(LAST_WORD_MILLIS);
      answer = trainer.post(path, query, body);
    }
    return answer;
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
      case 400, 401, 403 -> throw DataWorker.refused(options, answer);
      default -> end.complete(End.LOST);
    }
    return false;
  }
}
