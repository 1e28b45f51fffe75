package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code jpose bench}. */
class BenchCommandTest {
  private static List<String> row(Program program, int line) {
    return List.of(program.out().lines().skip(line).findFirst().orElseThrow().trim().split(" +"));
  }

  @Test
  void measuresModelsAndNetworksWithoutWeights() {
    Program program =
        Program.run("bench", "lite", "mobilenet_fast", "--size", "128x96", "--seconds", "0.01")
            .succeeds();
    List<String> lite = row(program, 1);
    assertEquals(List.of("lite", "1959570"), List.of(lite.get(0), lite.get(5)));
    assertTrue(Double.parseDouble(lite.get(2)) <= Double.parseDouble(lite.get(1)), lite::toString);
    assertTrue(Double.parseDouble(lite.get(1)) <= Double.parseDouble(lite.get(3)), lite::toString);
    List<String> fast = row(program, 2);
    assertEquals(
        List.of("mobilenet_fast", "1180080", "-"), List.of(fast.get(0), fast.get(5), fast.get(7)));
    assertTrue(program.out().contains("on 1 image at 128x96"), program.out());
  }

  @Test
  void findsThePeopleOnThePhoto() {
    Program program = Program.run("bench", "lite", "--size", "432x368", "--seconds", "0.01");
    assertEquals("2", row(program, 1).get(7));
  }

  @Test
  void unknownModelDoesNotStopTheOthers() {
    Program program =
        Program.run("bench", "cmuu", "lite", "--size", "64x64", "--seconds", "0.01", "--batch", 2);
    assertEquals(ExitCode.SOME_FAILED, program.code());
    assertTrue(program.err().startsWith("jpose: no network 'cmuu'; did you mean 'cmu'?"));
    assertEquals("lite", row(program, 1).get(0));
    assertEquals(ExitCode.FAILED, Program.run("bench", "cmuu").code());
  }

  @Test
  void refusesWrongValues() {
    Program.run("bench", "--batch", 0)
        .refuses(
            "jpose bench",
            "batch 0, threads 0, seconds 5.0: expected at least 1, 0 and more than 0");
    Program.run("bench", "--size", "-1x368")
        .refuses(
            "jpose bench",
            "size -1x368 depends on a photo's shape; give width and height, as in 432x368");
  }
}
