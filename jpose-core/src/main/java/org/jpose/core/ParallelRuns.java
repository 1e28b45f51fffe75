package org.jpose.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Does pieces of work on several threads, the caller's among them. */
final class ParallelRuns {
  private ParallelRuns() {}

  /**
   * Does all pieces, each once, and returns when all are done; one thread or one piece needs no
   * other thread. What a piece writes is seen by the caller.
   *
   * @throws RuntimeException the first failure, as the work threw it; pieces that nobody had begun
   *     by then are not done
   */
  static <T> void forEach(List<T> pieces, int threads, Consumer<? super T> work) {
    AtomicInteger next = new AtomicInteger();
    Runnable all =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
              work.accept(pieces.get(i));
            }
          } catch (RuntimeException | Error e) {
            next.set(pieces.size());
            throw e;
          }
        };
    List<FutureTask<Void>> tasks =
        Stream.generate(() -> new FutureTask<Void>(all, null))
            .limit(Math.max(1, Math.min(threads, pieces.size())))
            .toList();
    List<Thread> others = new ArrayList<>();
    for (FutureTask<Void> task : tasks.subList(1, tasks.size())) {
      Thread thread = new Thread(task, "jpose-device");
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    tasks.get(0).run();
    Throwable failure = null;
    for (FutureTask<Void> task : tasks) {
      Throwable own = failure(task, others);
      failure = failure == null ? own : failure;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Waits, also when interrupted: then the others are interrupted too, and end soon. */
  private static Throwable failure(FutureTask<Void> task, List<Thread> others) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return null;
        } catch (ExecutionException e) {
          return e.getCause();
        } catch (InterruptedException e) {
          interrupted = true;
          others.forEach(Thread::interrupt);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
