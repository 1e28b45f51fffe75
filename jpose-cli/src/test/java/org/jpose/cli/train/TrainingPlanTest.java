package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jpose.cli.Program;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.PreparedTraining;
import org.jpose.train.Training;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A training in Java is the one that the program makes of the same words. */
class TrainingPlanTest {
  @TempDir private Path folder;
  private Path coco;
  private Path run;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    run = folder.resolve("run");
    SmallCoco.write(coco, "train", 5, true);
    SmallCoco.write(coco, "val", 2, true);
  }

  private static Training parsed(Object... words) {
    CommandLine program = Program.commandLine();
    program.parseArgs(java.util.Arrays.stream(words).map(Object::toString).toArray(String[]::new));
    TrainCommand command = program.getSubcommands().get("train").getCommand();
    return command.training();
  }

  private static Map<String, String> settings(Training training) throws IOException {
    try (PreparedTraining prepared = training.open()) {
      return prepared.settings();
    }
  }

  @Test
  void fiveLinesDoWhatTheProgramDoes() throws IOException {
    Map<String, String> java = settings(Training.of("base").on(coco).into(run));
    assertEquals("384x384", java.get("size"));
    assertEquals("batch", java.get("norms"));
    assertEquals("0.001", java.get("lr"));
    assertEquals("5", java.get("batch"));
    assertEquals(java, settings(parsed("train", "--model", "base", "--data", coco, "--out", run)));
  }

  /** Batches of a few photos cannot measure again what a trained network's norms know. */
  @Test
  void aTrainedNetworkKeepsItsNorms() throws IOException {
    Map<String, String> java = settings(Training.of("lite").from("lite").on(coco).into(run));
    assertEquals("stored", java.get("norms"));
    assertEquals("1.0E-4", java.get("lr"));
    assertEquals(
        java,
        settings(
            parsed(
                "train", "--model", "lite", "--pretrained", "lite", "--data", coco, "--out", run)));
  }
}
