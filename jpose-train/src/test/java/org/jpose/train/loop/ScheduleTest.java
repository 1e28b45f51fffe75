package org.jpose.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void staircaseFallsAtItsSteps() {
    Schedule tfOpenpose = new Schedule.Staircase(0.001, 0.8, 50_000);
    assertEquals(0.001, tfOpenpose.rate(49_999));
    assertEquals(0.0008, tfOpenpose.rate(50_000), 1e-12);
    assertEquals(0.00064, tfOpenpose.rate(149_999), 1e-12);
  }

  @Test
  void listedKeepsItsLast() {
    Schedule listed = new Schedule.Listed(List.of(0.1, 0.01), 10);
    assertEquals(0.1, listed.rate(9));
    assertEquals(0.01, listed.rate(10));
    assertEquals(0.01, listed.rate(1_000_000));
  }

  @Test
  void cosineRisesFallsAndStaysDown() {
    Schedule cosine = new Schedule.Cosine(1, 0.1, 9, 109);
    assertEquals(0.1, cosine.rate(0), 1e-12);
    assertEquals(0.9, cosine.rate(8), 1e-12);
    assertEquals(1, cosine.rate(9), 1e-12);
    assertEquals(0.55, cosine.rate(59), 1e-12);
    assertEquals(0.1, cosine.rate(109), 1e-12);
    assertEquals(0.1, cosine.rate(500), 1e-12);
    for (long step = 10; step < 109; step++) {
      assertTrue(cosine.rate(step) < cosine.rate(step - 1), "step " + step);
    }
  }

  @Test
  void refusesWhatIsNoSchedule() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Constant(0));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Constant(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Staircase(1, 0.5, 0));
    List<Double> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Listed(none, 5));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(1, 2, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(1, 0, 10, 10));
  }
}
