package org.jpose.data.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/** Work on numbers 0, 1, 2 and so on by several threads, its results taken in order. */
public final class InOrder {
  private InOrder() {}

  /**
   * Does the work. At most twice as many results as threads wait to be taken.
   *
   * @param count number of pieces of work
   * @param threads how many work
   * @param work is called by any of the threads; what it throws is thrown here, and ends the work
   * @param use is called by this thread, in order
   * @throws InterruptedException if this thread is interrupted
   */
  public static <T> void run(int count, int threads, IntFunction<T> work, ObjIntConsumer<T> use)
      throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(threads, InOrder::daemon);
    try {
      Deque<Future<T>> waiting = new ArrayDeque<>();
      int started = 0;
      for (int next = 0; next < count; next++) {
        for (; started < count && waiting.size() < 2 * threads; started++) {
          int index = started;
          waiting.add(workers.submit(() -> work.apply(index)));
        }
        use.accept(result(waiting.remove()), next);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "jpose-data");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
