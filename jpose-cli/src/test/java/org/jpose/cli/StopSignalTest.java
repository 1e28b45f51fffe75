package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  @Test
  void theFirstSignalTellsTheExitCode() {
    try (StopSignal stop = new StopSignal()) {
      assertFalse(stop.isRaised());
      assertEquals(ExitCode.OK, stop.exitCode());
      stop.raise(ExitCode.TERMINATED);
      stop.raise(ExitCode.INTERRUPTED);
      assertTrue(stop.isRaised());
      assertEquals(143, stop.exitCode());
    }
  }

  @Test
  void whatIsUnderWayIsFinishedAlsoWhenItBeginsAfterTheSignal() {
    List<String> finished = new ArrayList<>();
    try (StopSignal stop = new StopSignal()) {
      stop.underWay(() -> finished.add("first"));
      stop.raise(ExitCode.INTERRUPTED);
      stop.underWay(() -> finished.add("second"));
    }
    assertEquals(List.of("first", "second"), finished);
  }
}
