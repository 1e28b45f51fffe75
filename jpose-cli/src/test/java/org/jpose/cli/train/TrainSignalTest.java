package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that somebody ends: in a JVM of its own, for the JVM ends with it. */
class TrainSignalTest {
  private static final int TERMINATED = 143;
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder;
  private Path coco;
  private Path run;

  @BeforeEach
  void writeCoco() throws IOException {
    assumeFalse(
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
        "Windows has no signals");
    coco = folder.resolve("coco");
    run = folder.resolve("run");
    SmallCoco.write(coco, "train", 4, true);
  }

  private List<String> arguments(String... more) {
    List<String> all =
        new ArrayList<>(List.of("train", "--model", "mobilenet_0.1_0.1", "--data", "" + coco));
    all.addAll(List.of("--size", "64x64", "--batch", "2", "--schedule", "constant"));
    all.addAll(List.of("--threads", "1", "--out", run.toString()));
    all.addAll(List.of(more));
    return all;
  }

  private Process start(String... more) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", Program.MAIN));
    command.addAll(arguments(more));
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return program.start();
  }

  /** What a program that runs shows at some time. */
  private interface Sign {
    boolean isThere() throws IOException;
  }

  private void await(Process process, String what, Sign sign)
      throws IOException, InterruptedException {
    for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
      if (sign.isThere()) {
        return;
      }
      assertTrue(process.isAlive(), this::errors);
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("no " + what + " within two minutes");
  }

  private void awaitSteps(Process process) throws IOException, InterruptedException {
    await(
        process, "step", () -> Files.readString(folder.resolve("out.txt")).contains(" steps/s, "));
  }

  private void terminate(Process process) throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    assertEquals("", errors());
    assertEquals(TERMINATED, process.exitValue());
  }

  private Optional<Checkpoint> lastCheckpoint() {
    return Checkpoints.in(run.resolve("checkpoints"), 1).last();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("err.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Asked to end, it finishes its step, saves, says so, and ends as the signal demands. */
  @Test
  void savesWhenTerminatedAndGoesOn() throws IOException, InterruptedException {
    Process process = start("--steps", "1000000");
    try {
      awaitSteps(process);
      terminate(process);
    } finally {
      process.destroyForcibly();
    }
    long step = lastCheckpoint().orElseThrow().step();
    String out = Files.readString(folder.resolve("out.txt"));
    assertTrue(
        out.contains(String.format(Locale.ROOT, "stopped after step %,d; saved in ", step)), out);
    assertTrue(out.endsWith("the same command with --resume goes on\n"), out);
    String more = String.valueOf(step + 1);
    Program resumed = Program.run(arguments("--steps", more, "--resume").toArray()).succeeds();
    assertTrue(resumed.out().contains(String.format(Locale.ROOT, "going on after step %,d", step)));
    JsonNode sessions =
        new ObjectMapper().readTree(Files.readString(run.resolve("run.json"))).get("sessions");
    assertEquals("stopped", sessions.get(0).get("end").asText());
    assertEquals("done", sessions.get(1).get("end").asText());
  }

  /**
   * Workers may be long in coming: whoever does not wait for them has nothing saved, and no error.
   */
  @Test
  void endsBeforeTheFirstStep() throws IOException, InterruptedException {
    Process process = start("--remote-data", "tcp://127.0.0.1:0");
    try {
      await(process, "curves", this::curvesAreThere);
      terminate(process);
    } finally {
      process.destroyForcibly();
    }
    String out = Files.readString(folder.resolve("out.txt"));
    assertTrue(
        out.endsWith("stopped before the first step\nthe same command with --resume goes on\n"),
        out);
  }

  /** They begin when everything else is there. */
  private boolean curvesAreThere() throws IOException {
    if (!Files.isDirectory(run)) {
      return false;
    }
    try (Stream<Path> files = Files.list(run)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("events."));
    }
  }

  /** Whoever has given a wrong address does not wait for the end of the ranks' patience. */
  @Test
  void endsWhileItWaitsForOtherMachines() throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process process =
        start("--nodes", "2", "--node-rank", "0", "--rendezvous", "127.0.0.1:" + port);
    try {
      await(process, "rendezvous", () -> isListening(port));
      process.destroy();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(TERMINATED, process.exitValue());
    JsonNode sessions =
        new ObjectMapper().readTree(Files.readString(run.resolve("run.json"))).get("sessions");
    assertEquals(
        "failed: interrupted while waiting for other ranks", sessions.get(0).get("end").asText());
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Killed without a word it loses the steps since the last checkpoint, and no more. */
  @Test
  void survivesBeingKilled() throws IOException, InterruptedException {
    Process process = start("--steps", "1000000", "--save-every", "1", "--val-samples", "0");
    try {
      awaitSteps(process);
      while (Checkpoints.in(run.resolve("checkpoints"), 1).last().isEmpty()) {
        assertTrue(process.isAlive(), this::errors);
        TimeUnit.MILLISECONDS.sleep(100);
      }
      Program second = Program.run(arguments("--steps", "1000000", "--resume").toArray());
      assertEquals(
          "jpose: " + run + ": another process trains here; wait for it or choose another folder\n",
          second.err());
      await(process, "checkpoint", () -> lastCheckpoint().isPresent());
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    }
    long step = lastCheckpoint().orElseThrow().step();
    String more = String.valueOf(step + 1);
    Program.run(arguments("--steps", more, "--val-samples", "0", "--resume").toArray()).succeeds();
  }
}
