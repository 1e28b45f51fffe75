package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TrainingOptimizationTest {
  @TempDir private Path folder;

  private static <T> T parsed(T options, String line) {
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(line.split(" "));
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "--model lite, false",
    "--model lite --pretrained weights, true",
    "--model lite --pretrained weights --partial, true",
    "--model lite --pretrained weights --backbone-only, false",
    "--model FILE, true",
    "--model FILE --pretrained weights --backbone-only, true"
  })
  void furtheredIsWhatFindsPeopleAlready(String line, boolean furthered) throws IOException {
    Path file = folder.resolve("mine.onnx");
    Files.write(file, ModelZoo.load(ModelZoo.DEFAULT));
    String own = line.replace("FILE", file.toString());
    assertEquals(furthered, parsed(new TrainingStart(), own).isFurthered());
  }

  @ParameterizedTest
  @CsvSource({
    "--optimizer adam, false, batch",
    "--optimizer adam, true, stored",
    "--norms batch, true, batch",
    "--norms stored, false, stored"
  })
  void normsOfATrainedNetworkStay(String line, boolean furthered, String norms) {
    TrainingOptimization optimization = parsed(new TrainingOptimization(), line);
    TrainingOptions options = optimization.options(furthered);
    assertEquals(norms.equals("batch"), options.normMomentum().isPresent());
    assertEquals(norms, optimization.settings(options, furthered).get("norms"));
  }

  @ParameterizedTest
  @CsvSource({
    "--optimizer adam, false, 0.001",
    "--optimizer adam, true, 0.0001",
    "--optimizer rmsprop, false, 0.0001",
    "--schedule tf-openpose, false, 0.0001",
    "--lr 0.02, true, 0.02",
    "--lr 0.02, false, 0.02"
  })
  void theRateIsSmallForWhatKnowsSomething(String line, boolean furthered, double rate) {
    String constant = line.startsWith("--schedule") ? line : "--schedule constant " + line;
    TrainingOptimization optimization = parsed(new TrainingOptimization(), constant);
    assertEquals(rate, optimization.schedule(100, 10, furthered).rate(0));
    assertEquals(
        String.valueOf(rate),
        optimization.settings(optimization.options(furthered), furthered).get("lr"));
  }
}
