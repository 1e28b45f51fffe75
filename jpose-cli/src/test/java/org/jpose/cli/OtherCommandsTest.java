package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import org.jpose.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code models}, {@code doctor}, help, version, and failures no command expects. */
class OtherCommandsTest {
  @Test
  void listsModelsAndNetworksWithTheirCost() {
    List<String> lines = Program.run("models", "list").succeeds().out().lines().toList();
    int lite = lines.indexOf("  lite                         embedded     4.0 MB  0.204");
    assertTrue(lite > 0, lines.toString());
    assertEquals(
        "      Two-stage heatmap and affinity-field network for CPUs; Apache-2.0",
        lines.get(lite + 1));
    int trunk =
        lines.indexOf("      TF-slim's MobileNet v1, width 1.0: a trunk to train from; Apache-2.0");
    assertTrue(lines.get(trunk - 1).startsWith("  mobilenet_v1_1.0_imagenet  "), lines.toString());
    assertEquals("      (TensorFlow models)", lines.get(trunk + 1));
    for (String line : lines.subList(0, lines.size() - 1)) {
      assertTrue(line.length() <= 80, line);
    }
    for (String network :
        List.of(
            "  lite                       1.96 M parameters     2.86 GMAC",
            "  mobilenet_thin             1.93 M parameters     4.97 GMAC",
            "  mobilenet_v2_small         0.47 M parameters     1.01 GMAC",
            "  cmu                       52.31 M parameters   159.57 GMAC")) {
      assertTrue(lines.contains(network), network + " not in " + lines);
    }
  }

  @Test
  void showsCardAndCostOfAModel() {
    List<String> lines = Program.run("models", "show", "lite").succeeds().out().lines().toList();
    assertTrue(lines.contains("licence     Apache-2.0"), lines.toString());
    assertTrue(lines.contains("skeleton    coco18, input rgb"), lines.toString());
    assertTrue(
        lines.contains(
            "block13_pointwise                convolution  384x23x27             147,840      91.57"),
        lines.toString());
    assertEquals(
        "51 nodes, 1,959,570 parameters, 2.86 GMAC at 432x368", lines.get(lines.size() - 1));
  }

  @Test
  void showsLayersAsTfPoseDeclaresThem() {
    List<String> lines =
        Program.run("models", "show", "mobilenet_thin", "--layers")
            .succeeds()
            .out()
            .lines()
            .toList();
    assertTrue(lines.get(0).startsWith("model       mobilenet_thin: "), lines.get(0));
    int card = lines.indexOf("");
    assertTrue(lines.get(card + 1).startsWith("Conv2d_0 "), lines.get(card + 1));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("MConv_Stage6_L2_5 ")));
  }

  @Test
  void anUnknownModelIsAnErrorOfTheCommandLine() {
    Program run = Program.run("models", "show", "liet");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertTrue(
        run.err().startsWith("jpose: no network 'liet'; did you mean lite? Known: base, lite, "),
        run.err());
  }

  @Test
  void theDoctorFindsAllWell() {
    List<String> lines = Program.run("doctor").succeeds().out().lines().toList();
    assertTrue(
        lines.contains("model         base, 10878715 bytes, SHA-256 as on its card"),
        lines.toString());
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.matches(
                        "self-test     two-people.jpg: 2 people, 6 known joints at most \\d\\.\\d"
                            + " pixels off: right")),
        lines.toString());
    assertTrue(
        lines.containsAll(
            List.of(
                "library       ONNX Runtime: there, for networks",
                "library       FFmpeg: there, for videos and streams",
                "library       LMDB: there, for CMU's training data",
                "library       libtorch: there, for training")),
        lines.toString());
    // A machine without a desktop lacks what cameras need.
    assertTrue(lines.get(lines.size() - 1).startsWith("result        all well"), lines.toString());
  }

  @Test
  void theDoctorTakesNoNegativeThreads() {
    Program run = Program.run("doctor", "--threads", "-1");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals(
        "jpose: threads is -1, expected 0 or more\nTry 'jpose doctor --help'.\n", run.err());
  }

  @Test
  void saysItsVersion() {
    List<String> lines = Program.run("--version").succeeds().out().lines().toList();
    assertTrue(lines.get(0).matches("jpose (development|\\d+\\.\\d+\\.\\d+.*)"), lines.get(0));
    assertTrue(lines.get(1).startsWith("Java " + Runtime.version()), lines.get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "image",
        "convert",
        "models",
        "models list",
        "models show",
        "models fetch",
        "models add",
        "models verify",
        "models path",
        "models remove",
        "doctor"
      })
  void helpHasExamplesThatFitThePage(String command) {
    String path = command.isEmpty() ? "jpose" : "jpose " + command;
    Object[] arguments = (command + " --help").strip().split(" ");
    List<String> lines = Program.run(arguments).succeeds().out().lines().toList();
    assertTrue(lines.get(0).startsWith("Usage: " + path + " "), lines.get(0));
    int heading = Math.max(lines.indexOf("Examples:"), lines.indexOf("Example:"));
    assertTrue(heading > 0, "no examples: " + lines);
    List<String> examples = lines.subList(heading + 1, lines.size());
    assertTrue(
        examples.stream().anyMatch(line -> line.strip().startsWith(path)), examples::toString);
    assertTrue(examples.stream().allMatch(line -> line.startsWith("  ")), examples::toString);
  }

  @Test
  void errorsOfTheJvmAreOneLineToo() {
    CommandLine command = Main.commandLine().addSubcommand(new Broken());
    Program.run(command, "broken").fails("no onnxruntime in java.library.path");
    Program verbose = Program.run(Main.commandLine().addSubcommand(new BrokenMemory()), "memory");
    verbose.fails("out of memory (Java heap space); give Java more with JAVA_OPTS=-Xmx2g");
  }

  @Command(name = "broken")
  private static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new UnsatisfiedLinkError("no onnxruntime in java.library.path");
    }
  }

  @Command(name = "memory")
  private static final class BrokenMemory implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new OutOfMemoryError("Java heap space");
    }
  }
}
