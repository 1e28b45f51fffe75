package org.jpose.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;

/**
 * The network for many threads: few runs at once, in the order of asking. Whoever finds the network
 * free runs it for those who wait, several together if that was measured to be faster. Nobody waits
 * for others to come. Thread-safe.
 */
final class NetworkTurns {
  private static final int MOST_TOGETHER = 8;

  /** A batch must save so much, or the first of it waits for nothing. */
  private static final double WORTH = 0.93;

  private final PoseEstimator estimator;
  private final int runs;
  private final RunLimit limit;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int running;
  private volatile int together = 1;

  /**
   * Turns of a network.
   *
   * @param runs how many may be at once
   * @param limit how long each may take, by its number of inputs
   */
  NetworkTurns(PoseEstimator estimator, int runs, RunLimit limit) {
    this(estimator, runs, limit, System::nanoTime);
  }

  /** The same by another clock, in nanoseconds. */
  NetworkTurns(PoseEstimator estimator, int runs, RunLimit limit, LongSupplier clock) {
    this.runs = runs;
    this.limit = limit;
    this.clock = clock;
    this.estimator =
        estimator.with(
            estimator.options().withBatch(Math.max(MOST_TOGETHER, estimator.options().batch())));
  }

  private static final class Turn {
    private final NetworkInput input;
    private NetworkOutput output;
    private RuntimeException failure;
    private boolean done;

    Turn(NetworkInput input) {
      this.input = input;
    }
  }

  /** Inputs that go through the network together where so many wait. */
  int together() {
    return together;
  }

  /** Inputs whose run has not begun. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Measures how many are best together: for each number the shortest of some runs, more only as
   * long as it pays. A thread that is interrupted measures no further.
   */
  void measure(NetworkInput input) {
    double best = perInput(input, 1);
    for (int count = 2; count <= MOST_TOGETHER; count *= 2) {
      double time = perInput(input, count);
      if (!(time <= best * WORTH)) {
        return;
      }
      best = time;
      together = count;
    }
  }

  private double perInput(NetworkInput input, int count) {
    List<NetworkInput> inputs = java.util.Collections.nCopies(count, input);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      if (Thread.currentThread().isInterrupted()) {
        return Double.NaN;
      }
      long start = clock.getAsLong();
      estimator.run(inputs);
      shortest = Math.min(shortest, clock.getAsLong() - start);
    }
    return (double) shortest / count;
  }

  /** Waits for the input's turn and runs it. */
  NetworkOutput run(NetworkInput input) {
    Turn own = new Turn(input);
    lock.lock();
    try {
      waiting.add(own);
      while (!own.done) {
        if (running < runs && !waiting.isEmpty()) {
          runNext();
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
    if (own.failure != null) {
      throw own.failure;
    }
    return own.output;
  }

  private void runNext() {
    List<Turn> turns = new ArrayList<>();
    while (turns.size() < together && !waiting.isEmpty()) {
      turns.add(waiting.remove());
    }
    running++;
    lock.unlock();
    try {
      runTogether(turns);
    } finally {
      lock.lock();
      running--;
      for (Turn turn : turns) {
        turn.done = true;
        if (turn.output == null && turn.failure == null) {
          turn.failure = new IllegalStateException("the network ended without an answer");
        }
      }
      changed.signalAll();
    }
  }

  private void runTogether(List<Turn> turns) {
    try {
      List<NetworkInput> inputs = turns.stream().map(turn -> turn.input).toList();
      List<NetworkOutput> outputs = limit.call(inputs.size(), () -> estimator.run(inputs));
      for (int i = 0; i < turns.size(); i++) {
        turns.get(i).output = outputs.get(i);
      }
    } catch (RuntimeException e) {
      if (turns.size() == 1) {
        turns.get(0).failure = e;
      } else {
        // One must not fail the others, nor slow them down beyond their time.
        turns.forEach(turn -> runTogether(List.of(turn)));
      }
    }
  }
}
