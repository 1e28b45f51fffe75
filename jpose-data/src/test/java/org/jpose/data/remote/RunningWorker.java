package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker in a thread of this JVM. */
final class RunningWorker implements AutoCloseable {
  final DataWorker worker;
  private final CompletableFuture<WorkerSummary> end = new CompletableFuture<>();
  private final Thread thread;

  RunningWorker(WorkerData data, WorkerOptions options) {
    worker = new DataWorker(data, options);
    thread =
        new Thread(
            () -> {
              try {
                end.complete(worker.run());
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
    thread.start();
  }

  /** How it ended; it must by itself. */
  WorkerSummary ended() throws InterruptedException, ExecutionException {
    try {
      return end.get(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the worker still runs", e);
    }
  }

  /** The reason with which it ended. */
  String refusal() throws InterruptedException {
    try {
      throw new AssertionError("the worker ended well: " + ended());
    } catch (ExecutionException e) {
      assertTrue(e.getCause() instanceof RemoteDataException, e.toString());
      return e.getCause().getMessage();
    }
  }

  void interrupt() {
    thread.interrupt();
  }

  @Override
  public void close() {
    worker.close();
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertTrue(!thread.isAlive(), "a closed worker goes on");
  }
}
