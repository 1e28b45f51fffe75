package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jpose.data.BatchRequest;
import org.jpose.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandOutTest {
  private static final long SECOND = 1_000_000_000;
  private static final List<BatchRequest> PLAN = Plans.samples(160);

  private static final List<String> WORKERS = List.of("a", "b", "c", "d");

  private final List<String> again = new ArrayList<>();

  static LongStream seeds() {
    return Seeds.threeHundred();
  }

  private HandOut<String> handOut(int ahead) {
    Pace pace = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofHours(1));
    return new HandOut<>(PLAN.iterator(), ahead, pace, again::add);
  }

  private static BatchFrame answer(HandOut.Asked<String> asked) {
    return new BatchFrame(0, asked.number(), asked.request(), 1, 0, new byte[10]);
  }

  private static HandOut.Asked<String> ask(
      HandOut<String> handOut, String worker, Set<String> present, long now) {
    return handOut.ask(worker, present, now).orElseThrow();
  }

  @Test
  void nobodyIsAskedBeyondTheWindow() {
    HandOut<String> handOut = handOut(3);
    Set<String> here = Set.of("a");
    List<HandOut.Asked<String>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(ask(handOut, "a", here, 0));
      assertEquals(PLAN.get(i), asked.get(i).request());
    }
    assertEquals(Optional.empty(), handOut.ask("a", here, 0));
    assertTrue(handOut.isFull());
    assertTrue(handOut.delivered(asked.get(1), answer(asked.get(1)), 5));
    assertEquals(Optional.empty(), handOut.take(), "the first is not there");
    assertEquals(Optional.empty(), handOut.ask("a", here, 0), "the window has not moved");
    assertTrue(handOut.delivered(asked.get(0), answer(asked.get(0)), 5));
    assertEquals(PLAN.get(0), handOut.take().orElseThrow().request());
    assertEquals(PLAN.get(1), handOut.take().orElseThrow().request());
    assertEquals(PLAN.get(3), ask(handOut, "a", here, 0).request());
  }

  @Test
  void lateOnesGoToSomebodyElseAndTheFirstAnswerCounts() {
    HandOut<String> handOut = handOut(1);
    Set<String> both = Set.of("a", "b");
    HandOut.Asked<String> first = ask(handOut, "a", both, 0);
    handOut.expire(10 * SECOND - 1);
    assertEquals(Optional.empty(), handOut.ask("b", both, 0), "it is not late yet");
    handOut.expire(10 * SECOND);
    handOut.expire(11 * SECOND);
    assertEquals(List.of("a"), again);
    assertEquals(Optional.empty(), handOut.ask("a", both, 11 * SECOND), "it has it already");
    HandOut.Asked<String> second = ask(handOut, "b", both, 11 * SECOND);
    assertEquals(first.request(), second.request());
    assertEquals(20 * SECOND, second.deadline() - second.since(), "patience doubles");
    assertTrue(handOut.delivered(first, answer(first), 12 * SECOND), "late but first");
    assertFalse(handOut.delivered(second, answer(second), 13 * SECOND), "a duplicate");
    assertEquals(0, handOut.outstanding());
    assertTrue(handOut.take().isPresent());
  }

  @Test
  void theOnlyWorkerIsAskedAgain() {
    HandOut<String> handOut = handOut(1);
    HandOut.Asked<String> first = ask(handOut, "a", Set.of("a"), 0);
    handOut.dropped(first);
    HandOut.Asked<String> second = ask(handOut, "a", Set.of("a"), 1);
    assertEquals(first.request(), second.request());
    assertTrue(handOut.open(first.number(), "a").isEmpty());
    assertTrue(handOut.open(second.number(), "b").isEmpty(), "b was not asked");
    assertTrue(handOut.open(second.number(), "a").isPresent());
  }

  @Test
  void whatALostWorkerHeldIsGivenAgainAndNothingElse() {
    HandOut<String> handOut = handOut(4);
    Set<String> both = Set.of("a", "b");
    HandOut.Asked<String> lost = ask(handOut, "a", both, 0);
    HandOut.Asked<String> kept = ask(handOut, "b", both, 0);
    HandOut.Asked<String> done = ask(handOut, "a", both, 0);
    handOut.delivered(done, answer(done), 1);
    handOut.lost("a");
    assertEquals(1, handOut.outstanding());
    assertEquals(lost.request(), ask(handOut, "b", Set.of("b"), 2).request());
    assertEquals(PLAN.get(3), ask(handOut, "b", Set.of("b"), 2).request());
    assertTrue(handOut.open(kept.number(), "b").isPresent());
    assertEquals(List.of("a"), again);
  }

  @Test
  void patienceFollowsWhatBatchesTake() {
    Pace pace = new Pace(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofMinutes(5));
    assertEquals(60 * SECOND, pace.patience(0));
    pace.answered(2 * SECOND);
    assertEquals(6 * SECOND, pace.patience(0));
    assertEquals(12 * SECOND, pace.patience(1));
    for (int i = 0; i < 100; i++) {
      pace.answered(SECOND / 10);
    }
    assertEquals(SECOND, pace.patience(0), "never less than the least");
    assertEquals(2 * SECOND, pace.patience(1));
    for (int i = 0; i < 100; i++) {
      pace.answered(20 * SECOND);
    }
    assertTrue(pace.patience(0) >= 20 * SECOND, "late answers teach patience");
    assertEquals(300 * SECOND, pace.patience(1000), "never more than the most");
  }

  /** Workers come, go, are late, answer twice, fail: each batch leaves once, in order. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyBatchLeavesOnceInOrder(long seed) {
    Random random = new Random(seed);
    int ahead = 1 + random.nextInt(8);
    HandOut<String> handOut = handOut(ahead);
    Map<String, List<HandOut.Asked<String>>> held = new HashMap<>();
    List<BatchRequest> taken = new ArrayList<>();
    long now = 0;
    for (int step = 0; !handOut.isDone(); step++) {
      assertTrue(step < 20_000, "no end; seed " + seed);
      now += random.nextInt(5) * SECOND;
      String worker = WORKERS.get(random.nextInt(4));
      List<HandOut.Asked<String>> hands = held.computeIfAbsent(worker, w -> new ArrayList<>());
      switch (random.nextInt(10)) {
        case 0 -> {
          handOut.lost(worker);
          held.remove(worker);
        }
        case 1 -> handOut.expire(now);
        case 2 -> handOut.take().ifPresent(frame -> taken.add(frame.request()));
        case 3, 4, 5 -> {
          Set<String> present = held.keySet().stream().collect(Collectors.toSet());
          handOut.ask(worker, present, now).ifPresent(hands::add);
        }
        default -> {
          if (!hands.isEmpty()) {
            HandOut.Asked<String> asked = hands.remove(random.nextInt(hands.size()));
            assertTrue(handOut.open(asked.number(), worker).isPresent(), "seed " + seed);
            if (random.nextInt(8) == 0) {
              handOut.failed(asked);
            } else {
              handOut.delivered(asked, answer(asked), now);
            }
          }
        }
      }
      assertTrue(handOut.waitingFrames() <= ahead, "seed " + seed);
      assertEquals(10L * handOut.waitingFrames(), handOut.waitingBytes(), "seed " + seed);
    }
    assertEquals(PLAN, taken, "seed " + seed);
  }
}
