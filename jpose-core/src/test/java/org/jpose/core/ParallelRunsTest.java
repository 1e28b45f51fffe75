package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelRunsTest {
  private static List<Integer> pieces(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void eachPieceIsDoneOnce() {
    AtomicIntegerArray done = new AtomicIntegerArray(100);
    ParallelRuns.forEach(pieces(100), 3, done::incrementAndGet);
    assertTrue(IntStream.range(0, 100).allMatch(i -> done.get(i) == 1), done::toString);
  }

  @Test
  void oneThreadIsTheCallers() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ParallelRuns.forEach(pieces(10), 1, piece -> threads.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void threadsWorkAtOnce() {
    CyclicBarrier all = new CyclicBarrier(3);
    // Passes only if three are in it together.
    ParallelRuns.forEach(
        pieces(6),
        3,
        piece -> {
          try {
            all.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void nothingToDoIsDone() {
    ParallelRuns.forEach(
        List.<Integer>of(),
        4,
        piece -> {
          throw new AssertionError();
        });
  }

  @Test
  void failureOfOneEndsAll() {
    IllegalStateException failure = new IllegalStateException("piece 2");
    AtomicInteger begun = new AtomicInteger();
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                ParallelRuns.forEach(
                    pieces(10_000),
                    2,
                    piece -> {
                      begun.incrementAndGet();
                      if (piece == 2) {
                        throw failure;
                      }
                    })));
    assertTrue(begun.get() >= 3, "begun: " + begun);
  }
}
