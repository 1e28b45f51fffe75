package org.jpose.data.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  private static List<BatchRequest> list(BatchPlan plan) {
    List<BatchRequest> requests = new ArrayList<>();
    plan.forEach(requests::add);
    return requests;
  }

  @Test
  void wholeBatchesOfEveryEpoch() {
    BatchPlan plan = BatchPlan.of(9, 10, 4, 2);
    assertEquals(
        List.of(
            new BatchRequest(9, 0, 0, 4),
            new BatchRequest(9, 0, 4, 8),
            new BatchRequest(9, 1, 0, 4),
            new BatchRequest(9, 1, 4, 8)),
        list(plan));
    assertEquals(2, plan.batchesPerEpoch());
  }

  @Test
  void theRestIsASmallerBatch() {
    BatchPlan plan = BatchPlan.once(9, 10, 4);
    assertEquals(new BatchRequest(9, 0, 8, 10), list(plan).get(2));
    assertEquals(3, list(plan).size());
    assertEquals(3, plan.batchesPerEpoch());
  }

  @Test
  void aResumedRunGoesOnWhereItStopped() {
    for (boolean dropLast : new boolean[] {true, false}) {
      BatchPlan plan = new BatchPlan(3, 11, 4, 3, dropLast, 0, 0);
      List<BatchRequest> all = list(plan);
      for (int i = 0; i < all.size(); i++) {
        assertEquals(all.subList(i, all.size()), list(plan.from(i)));
      }
    }
  }

  @Test
  void sharesOfABatchAreTheBatch() {
    for (boolean dropLast : new boolean[] {true, false}) {
      BatchPlan plan = new BatchPlan(3, 33, 6, 2, dropLast, 0, 6);
      List<BatchRequest> whole = list(plan);
      for (int rank = 0; rank < 3; rank++) {
        BatchShare share = plan.share(rank, 3);
        List<BatchRequest> parts = new ArrayList<>();
        share.forEach(parts::add);
        assertEquals(whole.size(), parts.size());
        for (int i = 0; i < parts.size(); i++) {
          int size = whole.get(i).size() / 3;
          int from = whole.get(i).from() + rank * size;
          BatchRequest expected = new BatchRequest(3, whole.get(i).epoch(), from, from + size);
          assertEquals(expected, parts.get(i));
        }
      }
    }
  }

  @Test
  void refusesUnevenShares() {
    BatchPlan plan = BatchPlan.of(1, 100, 16, 1);
    assertEquals(
        "a batch of 16 cannot be shared evenly among 3 ranks; use a multiple of 3",
        message(() -> plan.share(0, 3)));
    assertEquals(
        "the last batch of an epoch, of 1, cannot be shared evenly among 2 ranks; leave it out",
        message(() -> BatchPlan.once(1, 33, 16).share(0, 2)));
    assertEquals(
        "share 2 of 2, expected 0 to one less than the number of shares",
        message(() -> plan.share(2, 2)));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void refusesWhatIsNoRun() {
    assertThrows(IllegalArgumentException.class, () -> BatchPlan.of(1, 3, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> new BatchPlan(1, 10, 4, 1, true, 0, 3));
    assertThrows(IllegalArgumentException.class, () -> new BatchPlan(1, 10, 4, 1, true, 2, 0));
    BatchPlan none = BatchPlan.of(1, 10, 4, 0);
    assertThrows(NoSuchElementException.class, () -> none.iterator().next());
  }
}
