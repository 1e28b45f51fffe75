package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose train --gpus 2} as a user starts it, in processes of its own. */
class RankProcessesTest {
  private static final long MOST_SECONDS = 90;

  @TempDir private Path folder;

  private Process train(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.MAIN,
                "train",
                "--gpus=2",
                "--model=mobilenet_thin",
                "--data=" + SharedFolder.require("data/coco_mini"),
                "--split=val",
                "--size=64x64",
                "--batch=4",
                "--precision=fp32",
                "--val-samples=2",
                "--pictures=0",
                "--out=" + folder.resolve("run")));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.redirectOutput(folder.resolve("log").toFile()).start();
  }

  /** Waits for the end, and for that of all that was started. */
  private String ended(Process process, List<ProcessHandle> others, int code)
      throws IOException, InterruptedException {
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    String log = Files.readString(folder.resolve("log"));
    assertTrue(ended, log);
    assertEquals(code, process.exitValue(), log);
    for (ProcessHandle other : others) {
      other.onExit().orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
    }
    return log;
  }

  private List<Path> checkpoints() throws IOException {
    Path all = folder.resolve("run").resolve("checkpoints");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(all)) {
      return found.filter(path -> path.getFileName().toString().startsWith("step-")).toList();
    }
  }

  private void end(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void twoProcessesTrainAndEndTogether() throws IOException, InterruptedException {
    Process process = train("--steps=3");
    try {
      String log = ended(process, List.of(), ExitCode.OK);
      assertTrue(log.contains("no CUDA device: 2 processes share the processor"), log);
      assertFalse(log.contains("rank 1: "), log);
      assertEquals(1, checkpoints().size(), log);
    } finally {
      end(process);
    }
  }

  /** Kills rank 1 once there is something, and waits for the end of rank 0. */
  private String killSecondOnce(BooleanSupplier there, Process process)
      throws IOException, InterruptedException {
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      while (!there.getAsBoolean()) {
        assertTrue(process.isAlive() && System.nanoTime() - end < 0, this::log);
        Thread.sleep(50);
      }
      List<ProcessHandle> others = process.children().toList();
      assertEquals(1, others.size());
      others.get(0).destroyForcibly();
      return ended(process, others, ExitCode.FAILED);
    } finally {
      end(process);
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode session() throws IOException {
    String record = Files.readString(folder.resolve("run").resolve("run.json"));
    return new ObjectMapper().readTree(record).get("sessions").get(0);
  }

  @Test
  void killedProcessEndsTheTrainingAndCostsNoStep() throws IOException, InterruptedException {
    String[] unsaved = {"--steps=100000", "--save-every=100000", "--validate-every=100000"};
    String log = killSecondOnce(() -> log().contains("1 of 100,000 steps"), train(unsaved));
    assertTrue(log.contains("jpose: rank 1 of 2 is gone or stopped: "), log);
    assertEquals(1, checkpoints().size(), log);
    Path checkpoint = checkpoints().get(0);
    assertFalse(Safetensors.read(checkpoint.resolve("weights.safetensors")).tensors().isEmpty());
    assertTrue(session().get("lastStep").asInt() > 0, log);
    assertTrue(session().get("end").asText().startsWith("failed: rank 1 of 2 is gone"), log);
  }

  /** What waits for data is in no exchange with others, and hears of none. */
  @Test
  void killedProcessEndsTheWaitForData() throws IOException, InterruptedException {
    File run = folder.resolve("run").toFile();
    String log =
        killSecondOnce(
            () -> {
              String[] curves = run.list((place, name) -> name.startsWith("events."));
              return curves != null && curves.length > 0;
            },
            train("--remote-data=tcp://127.0.0.1:0"));
    assertTrue(log.contains("jpose: rank 1 of 2 is gone or stopped: "), log);
    assertTrue(session().get("end").asText().startsWith("failed: rank 1 of 2 is gone"), log);
  }
}
