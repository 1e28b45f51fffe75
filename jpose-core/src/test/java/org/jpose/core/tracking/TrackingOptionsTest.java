package org.jpose.core.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TrackingOptionsTest {
  private static String refusal(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void trackersTakeOtherValuesOneByOne() {
    assertEquals(
        new TrackerOptions(0.3, 5, 0.7, 0.9),
        TrackerOptions.defaults()
            .withMinSimilarity(0.3)
            .withMemory(5)
            .withMomentum(0.7)
            .withDrift(0.9));
  }

  @Test
  void smoothersTakeOtherValuesOneByOne() {
    assertEquals(
        new SmoothingOptions(2, 7, 3, 0.1),
        SmoothingOptions.defaults()
            .withCutoff(2)
            .withResponsiveness(7)
            .withSpeedCutoff(3)
            .withMemory(0.1));
  }

  @Test
  void trackersRefuseValuesOutOfRange() {
    TrackerOptions defaults = TrackerOptions.defaults();
    assertEquals(
        "least similarity is 1.0, expected above 0 and below 1",
        refusal(() -> defaults.withMinSimilarity(1)));
    assertEquals(
        "memory is -1.0 seconds, expected 0 or more and finite",
        refusal(() -> defaults.withMemory(-1)));
    assertEquals(
        "momentum is 0.0 seconds, expected above 0 and finite",
        refusal(() -> defaults.withMomentum(0)));
    assertEquals(
        "drift is NaN body sizes a second, expected 0 or more and finite",
        refusal(() -> defaults.withDrift(Double.NaN)));
    for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.5)) {
      refusal(() -> defaults.withMinSimilarity(value));
      refusal(() -> defaults.withMemory(value));
      refusal(() -> defaults.withMomentum(value));
      refusal(() -> defaults.withDrift(value));
    }
  }

  @Test
  void smoothersRefuseValuesOutOfRange() {
    SmoothingOptions defaults = SmoothingOptions.defaults();
    assertEquals(
        "cutoff is 0.0 Hz, expected above 0 and finite", refusal(() -> defaults.withCutoff(0)));
    assertEquals(
        "responsiveness is -1.0, expected 0 or more and finite",
        refusal(() -> defaults.withResponsiveness(-1)));
    assertEquals(
        "cutoff of the speed is 0.0 Hz, expected above 0 and finite",
        refusal(() -> defaults.withSpeedCutoff(0)));
    assertEquals(
        "memory is -1.0 seconds, expected 0 or more and finite",
        refusal(() -> defaults.withMemory(-1)));
    for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.5)) {
      refusal(() -> defaults.withCutoff(value));
      refusal(() -> defaults.withResponsiveness(value));
      refusal(() -> defaults.withSpeedCutoff(value));
      refusal(() -> defaults.withMemory(value));
    }
  }

  @Test
  void personNumbersArePositive() {
    assertEquals(
        "person number 0, expected 1 or more", refusal(() -> new TrackedPose(0, Figure.at(1))));
  }
}
