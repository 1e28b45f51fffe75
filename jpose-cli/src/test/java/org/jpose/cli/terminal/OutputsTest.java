package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;

/** Outputs that fail beside others that do not. */
class OutputsTest {
  private final List<String> done = new ArrayList<>();
  private final Outputs<Named> outputs = new Outputs<>();
  private final Named first = new Named("first");
  private final Named second = new Named("second");
  private final Named third = new Named("third");

  OutputsTest() {
    List.of(first, second, third).forEach(outputs::add);
  }

  private final class Named implements Outputs.Output {
    private final String name;
    private boolean broken;

    Named(String name) {
      this.name = name;
    }

    private void act(String what) {
      if (broken) {
        throw new FileException(name + ": disk full");
      }
      done.add(name + what);
    }

    void write() {
      try {
        act(" written");
      } catch (FileException e) {
        throw new OutputException(e);
      }
    }

    @Override
    public void complete() {
      act(" complete");
    }

    @Override
    public void close() {
      act(" closed");
    }
  }

  @Test
  void whatFailedIsLeftAloneAndTheOthersAreCompleted() {
    first.broken = true;
    assertFalse(outputs.write(first, Named::write));
    assertTrue(outputs.write(second, Named::write));
    first.broken = false;
    assertFalse(outputs.write(first, Named::write));
    OutputException failure = assertThrows(OutputException.class, outputs::complete);
    assertEquals("first: disk full", failure.getMessage());
    assertEquals(failure, outputs.failure().orElseThrow());
    assertEquals(List.of("second written", "second complete", "third complete"), done);
  }

  @Test
  void oneThatCannotBeFinishedStopsNoOther() {
    first.broken = true;
    third.broken = true;
    OutputException failure = assertThrows(OutputException.class, outputs::complete);
    assertEquals("first: disk full", failure.getMessage());
    assertEquals("third: disk full", failure.getSuppressed()[0].getMessage());
    assertEquals(List.of("second complete"), done);
  }

  @Test
  void allAreClosed() {
    first.broken = true;
    FileException failure = assertThrows(FileException.class, outputs::close);
    assertEquals("first: disk full", failure.getMessage());
    assertEquals(List.of("second closed", "third closed"), done);
  }

  @Test
  void otherFailuresAreOfWhatIsWrittenAndNotOfTheOutput() {
    assertThrows(
        FileException.class,
        () ->
            outputs.write(
                first,
                output -> {
                  throw new FileException("one drawing");
                }));
    outputs.complete();
    assertEquals(List.of("first complete", "second complete", "third complete"), done);
  }
}
