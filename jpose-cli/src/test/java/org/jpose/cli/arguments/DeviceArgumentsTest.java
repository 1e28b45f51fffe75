package org.jpose.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.Device;
import org.jpose.onnx.OnnxDevices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code --device}, on a machine that has nothing but a processor. */
class DeviceArgumentsTest {
  @TempDir private Path folder;
  private Path photo;

  @BeforeEach
  void photo() throws Exception {
    assumeFalse(OnnxDevices.isBuiltFor(Device.Kind.CUDA), "built with -Pcuda");
    photo = Photos.copy(folder.resolve("photo.jpg"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image", "video", "webcam", "eval", "bench", "optimize", "doctor", "train"})
  void everyCommandThatRunsANetworkTakesIt(String name) {
    CommandLine command = Program.commandLine().getSubcommands().get(name);
    assertTrue(command.getCommandSpec().optionsMap().containsKey("--device"), name);
    Program refused = Program.run(name, "--device", "gpu");
    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(
        refused.err().contains("'gpu' is not known; known: auto, cpu, cuda, cuda:N, coreml"),
        refused.err());
  }

  @Test
  void deviceThatCannotBeHadIsAnErrorWithItsCause() {
    String cause =
        "device cuda:0 cannot be had: this ONNX Runtime was built for "
            + String.join(", ", OnnxDevices.providers())
            + " only; build jpose with -Pcuda (Linux and Windows on x86-64), or run on the cpu";
    Program.run("image", photo, "--device", "cuda").fails(cause);
    Program.run("image", photo, "--device", "cuda:0").fails(cause);
    Program.run("video", photo, "--device", "CUDA").fails(cause);
    Program bench = Program.run("bench", "lite", "--device", "cuda");
    assertEquals(ExitCode.FAILED, bench.code());
    assertEquals("jpose: " + cause + "\n", bench.err());
  }

  @Test
  void autoFallsBackAndSaysSoOnce() {
    Program asked = Program.run("image", photo, photo, "--device", "auto", "--batch", 2);
    assertEquals(ExitCode.OK, asked.code());
    assertEquals(1, asked.complaints().size(), asked.err());
    assertTrue(asked.err().startsWith("jpose: running on the cpu: device cuda:0 cannot be had"));
    // Nobody asked: this build has the processor only, and no user of it expects more.
    Program.run("image", photo).succeeds();
    Program.run("image", photo, "--device", "cpu").succeeds();
  }

  @Test
  void severalModelsSayItOnceAsWell() {
    Program twice =
        Program.run(
            "bench", "lite", "lite", "--device", "auto", "--size", "64x64", "--seconds", "0.01");
    assertEquals(ExitCode.OK, twice.code());
    assertEquals(1, twice.complaints().size(), twice.err());
  }

  @Test
  void doctorListsProviders() {
    List<String> lines = Program.run("doctor").out().lines().toList();
    String line = lines.stream().filter(l -> l.startsWith("runs on")).findFirst().orElseThrow();
    assertTrue(line.contains("cpu"), line);
    assertTrue(line.contains("CPUExecutionProvider"), line);
    assertFalse(line.contains("cuda"), line);
  }
}
