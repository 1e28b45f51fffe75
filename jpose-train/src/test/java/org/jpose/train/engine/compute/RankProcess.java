package org.jpose.train.engine.compute;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A {@link RankProgram} at work; closing it kills it. */
record RankProcess(int rank, Process process, Path folder) implements AutoCloseable {
  private static final long MOST_SECONDS = 90;

  static RankProcess start(String what, int rank, int port, Path folder, int timeoutSeconds)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath(),
            RankProgram.class.getName(),
            what,
            Integer.toString(rank),
            Integer.toString(port),
            folder.toString(),
            Integer.toString(timeoutSeconds));
    builder.environment().put("OMP_NUM_THREADS", "1");
    // glibc then overwrites what is freed, so that whoever still uses it fails.
    builder.environment().put("MALLOC_PERTURB_", "165");
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("output-" + rank).toFile());
    return new RankProcess(rank, builder.start(), folder);
  }

  /** The tests' own. */
  static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", ManagementFactory.getRuntimeMXBean().getClassPath());
  }

  /** A port nobody listens on, and the next one neither. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What the rank noted before it ended by itself, as it must in time. */
  Properties notes() throws IOException, InterruptedException {
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    String output = Files.readString(folder.resolve("output-" + rank));
    assertTrue(ended, "rank " + rank + " is still at work: " + output);
    assertTrue(process.exitValue() == 0, "rank " + rank + ": " + output);
    Properties notes = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("notes-" + rank))) {
      notes.load(in);
    }
    return notes;
  }

  /** Waits until it has done some steps. */
  void awaitSteps(int steps) throws IOException, InterruptedException {
    Path file = folder.resolve("steps-" + rank);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!Files.exists(file) || number(file) < steps) {
      assertTrue(
          process.isAlive() && System.nanoTime() - end < 0,
          () -> "rank " + rank + " does no steps; see " + folder.resolve("output-" + rank));
      Thread.sleep(20);
    }
  }

  private static int number(Path file) throws IOException {
    String text = Files.readString(file);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
