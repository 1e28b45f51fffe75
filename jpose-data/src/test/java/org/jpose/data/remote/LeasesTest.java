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

class LeasesTest {
  private static final long SECOND = 1_000_000_000;
  private static final List<BatchRequest> PLAN = Plans.samples(160);

  private static final List<String> WORKERS = List.of("a", "b", "c", "d");

  static LongStream seeds() {
    return Seeds.threeHundred();
  }

  private Leases<String> leases(int ahead) {
    return new Leases<>(PLAN.iterator(), ahead, new Patience(Duration.ofSeconds(10)));
  }

  private static byte[] answer(Leases.Lease<String> asked) {
    return new byte[10];
  }

  private static Leases.Lease<String> ask(
      Leases<String> leases, String worker, Set<String> present, long now) {
    return leases.lease(worker, present, now).orElseThrow();
  }

  @Test
  void nobodyIsAskedBeyondTheWindow() {
    Leases<String> leases = leases(3);
    Set<String> here = Set.of("a");
    List<Leases.Lease<String>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(ask(leases, "a", here, 0));
      assertEquals(PLAN.get(i), asked.get(i).request());
    }
    assertEquals(Optional.empty(), leases.lease("a", here, 0));
    assertFalse(leases.isFull(), "all are being made");
    assertTrue(leases.delivered(asked.get(1), answer(asked.get(1)), 5));
    assertEquals(Optional.empty(), leases.take(), "the first is not there");
    assertEquals(Optional.empty(), leases.lease("a", here, 0), "the window has not moved");
    assertTrue(leases.delivered(asked.get(0), answer(asked.get(0)), 5));
    assertEquals(PLAN.get(0), leases.take().orElseThrow().request());
    assertEquals(PLAN.get(1), leases.take().orElseThrow().request());
    assertEquals(PLAN.get(3), ask(leases, "a", here, 0).request());
  }

  @Test
  void lateOnesGoToSomebodyElseAndTheFirstAnswerCounts() {
    Leases<String> leases = leases(1);
    Set<String> both = Set.of("a", "b");
    Leases.Lease<String> first = ask(leases, "a", both, 0);
    assertEquals(List.of(), leases.expire(10 * SECOND - 1));
    assertEquals(Optional.empty(), leases.lease("b", both, 0), "it is not late yet");
    assertEquals(List.of("a"), leases.expire(10 * SECOND));
    assertEquals(List.of(), leases.expire(11 * SECOND), "once");
    assertEquals(Optional.empty(), leases.lease("a", both, 11 * SECOND), "it has it already");
    Leases.Lease<String> second = ask(leases, "b", both, 11 * SECOND);
    assertEquals(first.request(), second.request());
    assertEquals(20 * SECOND, second.deadline() - second.since(), "patience doubles");
    assertTrue(leases.delivered(first, answer(first), 12 * SECOND), "late but first");
    assertFalse(leases.delivered(second, answer(second), 13 * SECOND), "a duplicate");
    assertEquals(0, leases.outstanding());
    assertTrue(leases.take().isPresent());
  }

  @Test
  void theOnlyWorkerIsAskedAgain() {
    Leases<String> leases = leases(1);
    Leases.Lease<String> first = ask(leases, "a", Set.of("a"), 0);
    assertFalse(leases.failed(first, 0));
    Leases.Lease<String> second = ask(leases, "a", Set.of("a"), 1);
    assertEquals(first.request(), second.request());
    assertTrue(leases.open(first.number(), "a").isEmpty());
    assertTrue(leases.open(second.number(), "b").isEmpty(), "b was not asked");
    assertTrue(leases.open(second.number(), "a").isPresent());
  }

  @Test
  void whatALostWorkerHeldIsGivenAgainAndNothingElse() {
    Leases<String> leases = leases(4);
    Set<String> both = Set.of("a", "b");
    Leases.Lease<String> lost = ask(leases, "a", both, 0);
    Leases.Lease<String> kept = ask(leases, "b", both, 0);
    Leases.Lease<String> done = ask(leases, "a", both, 0);
    leases.delivered(done, answer(done), 1);
    leases.lost("a", 0);
    assertEquals(1, leases.outstanding());
    assertEquals(lost.request(), ask(leases, "b", Set.of("b"), 2).request());
    assertEquals(PLAN.get(3), ask(leases, "b", Set.of("b"), 2).request());
    assertTrue(leases.open(kept.number(), "b").isPresent());
    assertEquals(1, leases.again());
  }

  @Test
  void whatThreeHaveFailedAtIsGivenToNobody() {
    Leases<String> leases = leases(1);
    Set<String> one = Set.of("a");
    for (int i = 0; i < 2; i++) {
      assertFalse(leases.failed(ask(leases, "a", one, i), i));
    }
    Leases.Lease<String> last = ask(leases, "a", one, 2);
    assertTrue(leases.failed(last, 2));
    assertEquals(List.of(), leases.expire(100 * SECOND));
    assertEquals(Optional.empty(), leases.lease("a", one, 100 * SECOND));
    assertTrue(leases.delivered(last, answer(last), 100 * SECOND), "the trainer made it");
    assertTrue(leases.take().isPresent());
  }

  @Test
  void patienceFollowsWhatBatchesTake() {
    Patience patience = new Patience(Duration.ofSeconds(60));
    assertEquals(60 * SECOND, patience.nanos(0));
    patience.answered(2 * SECOND);
    assertEquals(6 * SECOND, patience.nanos(0));
    assertEquals(12 * SECOND, patience.nanos(1));
    for (int i = 0; i < 100; i++) {
      patience.answered(SECOND / 10);
    }
    assertEquals(3 * SECOND, patience.nanos(0), "never less than a twentieth of the first");
    assertEquals(6 * SECOND, patience.nanos(1));
    for (int i = 0; i < 100; i++) {
      patience.answered(20 * SECOND);
    }
    assertTrue(patience.nanos(0) >= 20 * SECOND, "late answers teach patience");
    assertEquals(3600 * SECOND, patience.nanos(1000), "never more than an hour");
  }

  /** Workers come, go, are late, answer twice, fail: each batch leaves once, in order. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyBatchLeavesOnceInOrder(long seed) {
    Random random = new Random(seed);
    int ahead = 1 + random.nextInt(8);
    Leases<String> leases = leases(ahead);
    Map<String, List<Leases.Lease<String>>> held = new HashMap<>();
    List<BatchRequest> taken = new ArrayList<>();
    long now = 0;
    for (int step = 0; !leases.isDone(); step++) {
      assertTrue(step < 20_000, "no end; seed " + seed);
      now += random.nextInt(5) * SECOND;
      String worker = WORKERS.get(random.nextInt(4));
      List<Leases.Lease<String>> hands = held.computeIfAbsent(worker, w -> new ArrayList<>());
      switch (random.nextInt(10)) {
        case 0 -> {
          leases.lost(worker, now);
          held.remove(worker);
        }
        case 1 -> leases.expire(now);
        case 2 -> leases.take().ifPresent(frame -> taken.add(frame.request()));
        case 3, 4, 5 -> {
          Set<String> present = held.keySet().stream().collect(Collectors.toSet());
          leases.lease(worker, present, now).ifPresent(hands::add);
        }
        default -> {
          if (!hands.isEmpty()) {
            Leases.Lease<String> asked = hands.remove(random.nextInt(hands.size()));
            assertTrue(leases.open(asked.number(), worker).isPresent(), "seed " + seed);
            if (random.nextInt(8) == 0) {
              if (leases.failed(asked, now)) {
                leases.delivered(asked, answer(asked), now);
              }
            } else {
              leases.delivered(asked, answer(asked), now);
            }
          }
        }
      }
      assertTrue(leases.waiting() <= ahead, "seed " + seed);
      assertEquals(10L * leases.waiting(), leases.waitingBytes(), "seed " + seed);
    }
    assertEquals(PLAN, taken, "seed " + seed);
  }
}
