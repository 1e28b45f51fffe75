package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where nobody watches: lines. */
class ProgressTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);
  private long seconds;

  private Progress of(boolean quiet, String name, String unit, long all) {
    return new Progress(out, quiet, name, unit, all, () -> seconds * 1_000_000_000);
  }

  private List<String> lines() {
    return text.toString().lines().toList();
  }

  @Test
  void tellsEveryHalfMinuteHowLongTheRestTakes() {
    try (Progress progress = of(false, "dance.mp4", "frames", 5000)) {
      for (seconds = 1; seconds < 100; seconds++) {
        progress.at(10 * seconds);
      }
    }
    assertEquals(
        List.of(
            "dance.mp4: 300 of 5,000 frames, 10.0 frames/s, 7 min 50 s left",
            "dance.mp4: 600 of 5,000 frames, 10.0 frames/s, 7 min 20 s left",
            "dance.mp4: 900 of 5,000 frames, 10.0 frames/s, 6 min 50 s left"),
        lines());
  }

  @Test
  void timesOnlyWhatThisRunHasDone() {
    try (Progress progress = of(false, "", "steps", 8001).from(4000)) {
      seconds = 100;
      progress.step();
    }
    assertEquals(List.of("4,001 of 8,001 steps, 0.01 steps/s, 111 h 6 min left"), lines());
  }

  @Test
  void tellsTheFirstUnitAndANoteWhereTheyAreWanted() {
    try (Progress progress =
        of(false, "", "steps", 4).noting(() -> "loss " + seconds).tellingFirst()) {
      for (seconds = 2; seconds <= 8; seconds += 2) {
        progress.step();
      }
    }
    assertEquals(List.of("1 of 4 steps, 0.50 steps/s, 6 s left; loss 2"), lines());
  }

  @Test
  void saysNoTimeLeftWhereTheEndIsNotKnown() {
    try (Progress progress = of(false, "cmu", "MB", 0)) {
      seconds = 30;
      progress.at(60);
    }
    assertEquals(List.of("cmu: 60 MB, 2.0 MB/s"), lines());
  }

  @Test
  void leavesTheEndToTheSummary() {
    try (Progress progress = of(false, "", "images", 2)) {
      seconds = 60;
      progress.at(2);
    }
    assertEquals(List.of(), lines());
  }

  @Test
  void isSilentWhereAskedToAndOnceClosed() {
    Progress closed = of(false, "", "images", 9);
    try (Progress quiet = of(true, "", "images", 9).tellingFirst()) {
      closed.close();
      closed.close();
      seconds = 60;
      closed.step();
      quiet.step();
    }
    assertEquals(List.of(), lines());
  }
}
