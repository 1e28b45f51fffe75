package org.jpose.media.pipeline;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Works on items in threads of its own and gives the answers in the items' order. No more items are
 * taken than there is room for answers, so that who is slow slows down those before. A failure, of
 * this stage or of one before, is thrown when its item would be due; nothing comes after it.
 */
final class Stage<I, O> implements Feed<O> {
  private final Feed<I> upstream;
  private final Function<I, O> work;
  private final StageClock clock;
  private final Workers workers;
  private final Semaphore room;
  private final ReentrantLock turn = new ReentrantLock();
  private final BlockingQueue<CompletableFuture<Optional<O>>> answers = new LinkedBlockingQueue<>();
  private boolean dry;

  /** The first of the answers, for whose end somebody waits or was interrupted at waiting. */
  private CompletableFuture<Optional<O>> due;

  private volatile boolean ended;

  /**
   * A stage, whose threads start when the first answer is asked for.
   *
   * @param upstream where items come from; closed with this stage
   * @param threads how many items are worked on at once
   * @param room most items in this stage: waiting, worked on, or done and not yet taken
   */
  Stage(String name, Feed<I> upstream, int threads, int room, Function<I, O> work) {
    this.upstream = upstream;
    this.work = work;
    this.room = new Semaphore(room);
    clock = new StageClock(name);
    workers = new Workers(name, threads, this::run);
  }

  StageTime time() {
    return clock.time();
  }

  private void run() {
    try {
      long since = StageClock.now();
      for (Task<I, O> task = take(); task != null; task = take()) {
        since = task.run(work, clock, since);
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    }
  }

  /** The next item, with a place among the answers; null if there is none. One thread at a time. */
  private Task<I, O> take() throws InterruptedException {
    turn.lockInterruptibly();
    try {
      if (dry) {
        return null;
      }
      room.acquire();
      Optional<I> item = upstream.next();
      CompletableFuture<Optional<O>> answer = new CompletableFuture<>();
      if (item.isPresent()) {
        answers.add(answer);
        return new Task<>(item.get(), answer);
      }
      dry = true;
      answers.add(CompletableFuture.completedFuture(Optional.empty()));
      return null;
    } catch (RuntimeException | Error e) {
      // Whatever it is: who waits for the answer must hear of it.
      dry = true;
      answers.add(CompletableFuture.failedFuture(e));
      return null;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public Optional<O> next() throws InterruptedException {
    if (ended) {
      return Optional.empty();
    }
    workers.start();
    try {
      due = due == null ? answers.take() : due;
      Optional<O> answer = due.get();
      due = null;
      room.release();
      ended |= answer.isEmpty();
      return answer;
    } catch (ExecutionException e) {
      ended = true;
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  @Override
  public void close() {
    ended = true;
    answers.add(CompletableFuture.completedFuture(Optional.empty()));
    upstream.close();
    workers.close();
  }

  private record Task<I, O>(I item, CompletableFuture<Optional<O>> answer) {
    /** Works, tells the clock, then whoever waits for the answer; returns the clock's time. */
    long run(Function<I, O> work, StageClock clock, long since) {
      try {
        Optional<O> result = Optional.of(work.apply(item));
        long now = clock.item(since);
        answer.complete(result);
        return now;
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
        return since;
      }
    }
  }
}
