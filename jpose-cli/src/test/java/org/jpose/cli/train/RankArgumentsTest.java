package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.rank.RankPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RankArgumentsTest {
  private static RankPlace place(String... words) {
    RankArguments arguments = new RankArguments();
    new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection(new Object()))
        .addMixin("ranks", arguments)
        .parseArgs(words);
    return arguments.place();
  }

  @Test
  void oneProcessIsUsual() throws IOException {
    RankPlace place = place();
    assertFalse(place.several());
    assertTrue(place.isFirst());
    assertEquals(place, place.withPort());
    Compute compute = Compute.cpu();
    assertEquals(compute, place.compute(compute));
  }

  @Test
  void ranksCountFromMachineToMachine() {
    String[] node = {"--gpus=4", "--nodes=3", "--node-rank=2", "--rendezvous=trainer:29400"};
    RankPlace place = place(node);
    assertEquals(8, place.rank());
    assertEquals(12, place.ranks());
    assertFalse(place.isFirst());
    assertEquals("trainer", place.host());
    assertEquals(29400, place.port());
    assertEquals(Duration.ofMinutes(5), place.timeout());
    RankPlace started = place(node[0], node[1], node[2], "--rendezvous=[::1]:7", "--local-rank=3");
    assertEquals(11, started.rank());
    assertEquals("::1", started.host());
  }

  @Test
  void processesOnOneMachineShareItsCores() throws IOException {
    RankPlace place = place("--gpus=2").withPort();
    assertTrue(place.port() > 0);
    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals(Math.max(1, cores / 2), place.compute(Compute.cpu()).threads().orElseThrow());
    assertEquals(3, place.compute(Compute.cpu().withThreads(3)).threads().orElseThrow());
    assertEquals(
        1, place("--gpus=2", "--local-rank=1").compute(Compute.gpu(0)).gpu().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--gpus=0 | --gpus is 0, expected 1 or more",
        "--node-rank=1 | --node-rank and --rendezvous go with --nodes above 1",
        "--nodes=2 | --nodes 2 needs --node-rank, 0 to 1, and --rendezvous HOST:PORT of machine 0",
        "--nodes=2 --node-rank=2 --rendezvous=a:1 | --node-rank is 2, expected 0 to 1",
        "--nodes=2 --node-rank=1 --rendezvous=trainer"
            + " | --rendezvous 'trainer' is not HOST:PORT, for example trainer:29400",
        "--nodes=2 --node-rank=1 --rendezvous=a:99999"
            + " | --rendezvous 'a:99999' is not HOST:PORT, for example trainer:29400",
        "--nodes=2 --node-rank=1 --rendezvous=a:0"
            + " | --rendezvous 'a:0' is not HOST:PORT, for example trainer:29400",
        "--rank-timeout=0 | --rank-timeout is 0, expected 1 or more",
      })
  void wrongOptionsAreRefused(String words, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> place(words.split(" "))).getMessage());
  }
}
