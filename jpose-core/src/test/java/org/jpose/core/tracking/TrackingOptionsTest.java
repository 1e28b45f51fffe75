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
  void trackersRefuseValuesOutOfRange() {
    assertEquals(
        "least similarity is 1.0, expected above 0 and below 1",
        refusal(() -> new TrackerOptions(1, 2, 1, 0.4)));
    assertEquals(
        "memory is -1.0 seconds, expected 0 or more and finite",
        refusal(() -> new TrackerOptions(0.1, -1, 1, 0.4)));
    assertEquals(
        "momentum is 0.0 seconds, expected above 0 and finite",
        refusal(() -> new TrackerOptions(0.1, 2, 0, 0.4)));
    assertEquals(
        "drift is NaN body sizes a second, expected 0 or more and finite",
        refusal(() -> new TrackerOptions(0.1, 2, 1, Double.NaN)));
    for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.5)) {
      refusal(() -> new TrackerOptions(value, 2, 1, 0.4));
      refusal(() -> new TrackerOptions(0.1, value, 1, 0.4));
      refusal(() -> new TrackerOptions(0.1, 2, value, 0.4));
      refusal(() -> new TrackerOptions(0.1, 2, 1, value));
    }
  }

  @Test
  void smoothersRefuseValuesOutOfRange() {
    assertEquals(
        "cutoff is 0.0 Hz, expected above 0 and finite",
        refusal(() -> new SmoothingOptions(0, 4, 1, 0.5)));
    assertEquals(
        "responsiveness is -1.0, expected 0 or more and finite",
        refusal(() -> new SmoothingOptions(1, -1, 1, 0.5)));
    assertEquals(
        "cutoff of the speed is 0.0 Hz, expected above 0 and finite",
        refusal(() -> new SmoothingOptions(1, 4, 0, 0.5)));
    assertEquals(
        "memory is -1.0 seconds, expected 0 or more and finite",
        refusal(() -> new SmoothingOptions(1, 4, 1, -1)));
    for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.5)) {
      refusal(() -> new SmoothingOptions(value, 4, 1, 0.5));
      refusal(() -> new SmoothingOptions(1, value, 1, 0.5));
      refusal(() -> new SmoothingOptions(1, 4, value, 0.5));
      refusal(() -> new SmoothingOptions(1, 4, 1, value));
    }
  }

  @Test
  void personNumbersArePositive() {
    assertEquals(
        "person number 0, expected 1 or more", refusal(() -> new TrackedPose(0, Figure.at(1))));
  }
}
