package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.weights.Tensor;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code jpose train --freeze trunk}: heads learn from features that the trunk made once. */
class TrainFeaturesTest {
  @TempDir private Path folder;
  private Path coco;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    SmallCoco.write(coco, "train", 5, true);
    SmallCoco.write(coco, "val", 2, true);
  }

  private List<Object> arguments(Path output, Object... more) {
    List<Object> all = new ArrayList<>(List.of("train", "--data", coco, "--out", output));
    all.addAll(List.of("--model", "mobilenet_0.1_0.1", "--freeze", "trunk"));
    if (List.of(more).stream().noneMatch(option -> option.toString().startsWith("--size"))) {
      all.add("--size=64x64");
    }
    all.addAll(List.of("--batch", 2, "--lr", "0.01", "--schedule", "constant"));
    all.addAll(List.of("--precision", "fp32", "--threads", 1, "--val-samples", 0));
    all.addAll(List.of(more));
    return all;
  }

  private Program train(Path output, Object... more) {
    return Program.run(arguments(output, more).toArray());
  }

  private static JsonNode settings(Path run) throws IOException {
    return new ObjectMapper().readTree(Files.readString(run.resolve("run.json"))).get("settings");
  }

  private static void assertSameWeights(Path expected, Path found, int step) throws IOException {
    for (String file : List.of(Checkpoint.WEIGHTS, Checkpoint.AVERAGE, Checkpoint.OPTIMIZER)) {
      String place = "checkpoints/step-000%04d/%s".formatted(step, file);
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(place)),
          Files.readAllBytes(found.resolve(place)),
          file);
    }
  }

  /** What a stopped one leaves on the disk, here by asking for fewer steps and killing nothing. */
  @Test
  void resumedIsNeverStopped() throws IOException {
    Path whole = folder.resolve("whole");
    Program trained = train(whole, "--steps", 9).succeeds();
    assertTrue(trained.out().contains("features up to "), trained.out());
    assertTrue(trained.out().contains(", each used about 8 times"), trained.out());
    assertFalse(Files.exists(whole.resolve("features")), "left behind");
    assertEquals("0.0", settings(whole).get("trunk-lr").asText());
    assertEquals("8589934592", settings(whole).get("feature-cache").asText());
    Path parts = folder.resolve("parts");
    train(parts, "--steps", 4).succeeds();
    train(parts, "--steps", 9, "--resume").succeeds();
    assertSameWeights(whole, parts, 9);
  }

  @Test
  void theCacheIsPartOfTheRun() throws IOException {
    Path run = folder.resolve("run");
    train(run, "--steps", 2, "--feature-cache", "100M", "--feature-uses", 3).succeeds();
    assertEquals("104857600", settings(run).get("feature-cache").asText());
    assertEquals("3", settings(run).get("feature-uses").asText());
    Program other = train(run, "--steps", 4, "--resume", "--feature-cache", "50M");
    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(other.err().contains("feature-cache is '52428800'"), other.err());
    Path plain = folder.resolve("plain");
    Program without = train(plain, "--steps", 2, "--no-feature-cache").succeeds();
    assertFalse(without.out().contains("features "), without.out());
    assertFalse(settings(plain).has("feature-cache"));
  }

  @Test
  void wrongOptionsAreNamed() {
    Path run = folder.resolve("run");
    train(run, "--feature-cache", "many")
        .refuses(
            "jpose train",
            "size 'many', expected a number with K, M, G or T behind it, such as 8G");
    train(run, "--feature-cache", "1G", "--no-feature-cache")
        .refuses(
            "jpose train",
            "a training without a feature cache has no room and no uses for one; leave them away");
    train(run, "--trunk-lr", "0.5")
        .refuses("jpose train", "a frozen trunk and a trunk rate of 0.5 exclude each other");
    Program small = train(run, "--feature-cache", "10K");
    assertEquals(ExitCode.USAGE, small.code());
    assertTrue(small.err().contains("holds 0 batches of 2 samples"), small.err());
    List<Object> trained = arguments(run, "--feature-uses", 2);
    trained.removeAll(List.of("--freeze", "trunk"));
    Program.run(trained.toArray())
        .refuses(
            "jpose train",
            "a feature cache goes with a frozen trunk; freeze the trunk, or say nothing of the cache");
    Program room = train(run, "--feature-cache", "900T", "--steps", 1000000000000L);
    assertEquals(ExitCode.FAILED, room.code());
    assertTrue(room.err().contains("a smaller feature cache"), room.err());
  }

  /** Batches of another process are what would have been made here. */
  @Test
  void takesImagesFromDataWorkers() throws Exception {
    Path local = folder.resolve("local");
    String sizes = "--size=64x64,96x64";
    train(local, "--steps", 5, sizes).succeeds();
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path remote = folder.resolve("remote");
    String address = "tcp://127.0.0.1:" + port;
    StringWriter complaints = new StringWriter();
    CommandLine worker = Program.commandLine().setOut(new PrintWriter(new StringWriter()));
    worker.setErr(new PrintWriter(complaints, true));
    String[] command = {
      "dataworker", "--master", address, "--data", coco.toString(), "--split", "train"
    };
    CompletableFuture<Integer> worked =
        CompletableFuture.supplyAsync(() -> worker.execute(command));
    CompletableFuture<Program> trained =
        CompletableFuture.supplyAsync(
            () -> train(remote, "--steps", 5, sizes, "--remote-data", address));
    CompletableFuture.anyOf(worked, trained).get(120, TimeUnit.SECONDS);
    assertTrue(trained.isDone() || worked.join() == ExitCode.OK, complaints.toString());
    trained.get(60, TimeUnit.SECONDS).succeeds();
    assertSameWeights(local, remote, 5);
  }

  /** Two processes learn together what one learns, up to rounding. */
  @Test
  void ranksLearnTogether() throws Exception {
    Path one = folder.resolve("one");
    train(one, "--steps", 4, "--norms", "stored").succeeds();
    Path two = folder.resolve("two");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.MAIN));
    arguments(two, "--steps", 4, "--norms", "stored", "--gpus", 2)
        .forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Path log = folder.resolve("log");
    Process process = builder.redirectOutput(log.toFile()).start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> text(log));
      assertEquals(0, process.exitValue(), () -> text(log));
    } finally {
      process.destroyForcibly();
    }
    String place = "checkpoints/step-0000004/" + Checkpoint.WEIGHTS;
    float[] expected = numbers(one.resolve(place));
    float[] found = numbers(two.resolve(place));
    assertArrayEquals(expected, found, 2e-4f);
    try (Stream<Path> left = Files.list(two)) {
      assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("features")));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static float[] numbers(Path weights) throws IOException {
    List<float[]> all =
        Safetensors.read(weights).tensors().values().stream().map(Tensor::data).toList();
    float[] numbers = new float[all.stream().mapToInt(data -> data.length).sum()];
    int at = 0;
    for (float[] data : all) {
      System.arraycopy(data, 0, numbers, at, data.length);
      at += data.length;
    }
    return Arrays.copyOf(numbers, at);
  }
}
