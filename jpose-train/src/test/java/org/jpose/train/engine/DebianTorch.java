package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Trains with Debian's PyTorch what {@link TrainingCase} wrote. */
public final class DebianTorch {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private DebianTorch() {}

  /** Skips the test where there is no PyTorch. */
  public static void require() throws IOException {
    boolean there =
        Files.isExecutable(PYTHON) && finish(List.of("-c", "import torch, numpy")).exitCode() == 0;
    Assumptions.assumeTrue(
        there, "skipped: needs Python's module torch (Debian: apt-get install python3-torch)");
  }

  /** Trains each folder's case and leaves {@code out.safetensors} in it. */
  static void train(List<Path> folders) throws IOException {
    List<String> words = new ArrayList<>(List.of("-c", script("training.py")));
    folders.forEach(folder -> words.add(folder.toString()));
    Finished finished = finish(words);
    assertEquals(0, finished.exitCode(), finished.output());
  }

  /** Trains one case in two processes by DistributedDataParallel. */
  public static void trainInRanks(Path folder) throws IOException {
    Finished finished =
        finish(
            List.of("-c", script("training.py") + script("ranks.py")),
            Map.of("RANKS_FOLDER", folder.toString()));
    assertEquals(0, finished.exitCode(), finished.output());
  }

  private static String script(String name) throws IOException {
    try (InputStream in = DebianTorch.class.getResourceAsStream("/python/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private record Finished(int exitCode, String output) {}

  private static Finished finish(List<String> words) throws IOException {
    return finish(words, Map.of());
  }

  private static Finished finish(List<String> words, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(2, TimeUnit.MINUTES);
      return new Finished(process.exitValue(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Python runs", e);
    } finally {
      process.destroy();
    }
  }
}
