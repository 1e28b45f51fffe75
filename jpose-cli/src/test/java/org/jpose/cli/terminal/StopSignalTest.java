package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final List<String> done = new ArrayList<>();
  private final StopSignal stop = new StopSignal(code -> done.add("ended with " + code));

  @Test
  void theFirstSignalTellsTheExitCode() {
    assertFalse(stop.isRaised());
    assertEquals(ExitCode.OK, stop.exitCode());
    stop.raise(ExitCode.TERMINATED);
    stop.raise(ExitCode.INTERRUPTED);
    assertTrue(stop.isRaised());
    assertEquals(143, stop.exitCode());
    assertEquals(List.of("ended with 143", "ended with 143"), done);
  }

  @Test
  void whatIsUnderWayIsFinishedAlsoWhenItBeginsAfterTheSignal() {
    stop.underWay(() -> done.add("first"));
    stop.raise(ExitCode.INTERRUPTED);
    stop.underWay(() -> done.add("second"));
    assertEquals(List.of("first", "second"), done);
  }

  @Test
  void theSecondSignalEndsTheProgram() {
    stop.underWay(() -> done.add("finished"));
    stop.raise(ExitCode.HUNG_UP);
    stop.raise(ExitCode.HUNG_UP);
    assertEquals(List.of("finished", "ended with 129"), done);
  }

  @Test
  void whereNothingIsUnderWayAnyMoreTheFirstDoes() {
    stop.underWay(() -> done.add("finished"));
    stop.nothingUnderWay();
    stop.raise(ExitCode.INTERRUPTED);
    assertEquals(List.of("ended with 130"), done);
  }
}
