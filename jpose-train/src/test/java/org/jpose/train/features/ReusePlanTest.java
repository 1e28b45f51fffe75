package org.jpose.train.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReusePlanTest {
  private static final ReusePlan.Terms TERMS = new ReusePlan.Terms(7, 4, 5, List.of(100, 30));

  /** One in three is of the second kind. */
  private static int kind(long number) {
    return number % 3 == 2 ? 1 : 0;
  }

  private static ReusePlan plan() {
    return new ReusePlan(TERMS, ReusePlanTest::kind);
  }

  @Test
  void aPlanThatGoesOnIsThePlan() {
    ReusePlan whole = plan();
    for (int i = 0; i < 700; i++) {
      whole.next();
    }
    ReusePlan resumed = plan();
    resumed.skipTo(700);
    for (int i = 0; i < 300; i++) {
      assertEquals(whole.next(), resumed.next());
    }
  }

  /** What a step may draw is announced, is of its kind, and stays for a bounded time. */
  @Test
  void drawsFromThePoolOfItsKind() {
    ReusePlan plan = plan();
    Set<Long> gone = new HashSet<>();
    Set<Long> seen = new HashSet<>();
    for (int step = 0; step < 3000; step++) {
      ReusePlan.Draw draw = plan.next();
      assertEquals(step, draw.step());
      assertEquals(kind(step), draw.kind());
      for (long batch : draw.batches()) {
        assertEquals(draw.kind(), kind(batch));
        assertFalse(gone.contains(batch), () -> batch + " was left");
        seen.add(batch);
      }
      draw.left().ifPresent(gone::add);
      for (long batch : gone) {
        assertFalse(plan.mayDraw(batch));
      }
    }
    long alive = seen.stream().filter(plan::mayDraw).count();
    assertTrue(alive <= 130, alive + " in the pools");
    assertTrue(seen.size() > 500, "new ones come in: " + seen.size());
    assertTrue(plan.mayDraw(1_000_000), "a later one");
  }

  @Test
  void eachSampleIsUsedAsOftenAsAsked() {
    Map<Long, Integer> uses = new HashMap<>();
    ReusePlan plan = plan();
    for (int step = 0; step < 20_000; step++) {
      plan.next().batches().forEach(batch -> uses.merge(batch, 1, Integer::sum));
    }
    // Not the first, which are used more often, nor the last, which are not done with.
    double mean =
        LongStream.range(1000, 3000).mapToInt(batch -> uses.getOrDefault(batch, 0)).sum() / 2000.0;
    assertEquals(TERMS.uses(), mean / TERMS.places(), 0.5);
    int most = uses.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(most < 16 * TERMS.uses() * TERMS.places() / 2, "the first: " + most);
  }

  @Test
  void whatIsMissingComesInOrderOnce() {
    MissingBatches missing = new MissingBatches(plan(), 0, 2000, Set.of(3L, 4L));
    Deque<Long> made = new ArrayDeque<>();
    missing.forEachRemaining(made::add);
    assertEquals(made.size(), new HashSet<>(made).size());
    assertFalse(made.contains(3L));
    Set<Long> there = new HashSet<>(Set.of(3L, 4L));
    ReusePlan plan = plan();
    for (int step = 0; step < 2000; step++) {
      for (long batch : plan.next().batches()) {
        if (there.add(batch)) {
          assertEquals(batch, made.remove());
        }
      }
    }
    assertTrue(made.isEmpty());
  }

  @Test
  void termsMakeSense() {
    assertThrows(IllegalArgumentException.class, () -> new ReusePlan.Terms(1, 4, 0, List.of(4)));
    assertThrows(IllegalArgumentException.class, () -> new ReusePlan.Terms(1, 4, 1, List.of(0)));
  }
}
