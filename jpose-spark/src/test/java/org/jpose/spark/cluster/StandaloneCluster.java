package org.jpose.spark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A master and workers of one core each, on 127.0.0.1. */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Duration PATIENCE =
      Duration.ofMinutes(Boolean.getBoolean("jpose.soak") ? 15 : 4);

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final String address;

  /** Starts all, and waits until the workers are registered. */
  StandaloneCluster(Path folder, int workers) throws Exception {
    this(folder, workers, List.of());
  }

  /**
   * The same.
   *
   * @param placed for each worker what its command begins with, such as a program that keeps it on
   *     one core; empty for nothing
   */
  StandaloneCluster(Path folder, int workers, List<List<String>> placed) throws Exception {
    this.folder = Files.createDirectories(folder);
    try {
      Path log = folder.resolve("master.log");
      processes.add(
          SparkPrograms.start(
              log,
              List.of(),
              "org.apache.spark.deploy.master.Master",
              List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")));
      address = await("the master's address", () -> find(log, MASTER));
      for (int i = 0; i < workers; i++) {
        startWorker(i, placed.isEmpty() ? List.of() : placed.get(i));
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private void startWorker(int number, List<String> before) throws Exception {
    Path log = folder.resolve("worker-" + number + ".log");
    processes.add(
        SparkPrograms.start(
            log,
            before,
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work-" + number).toString(),
                address)));
    await(
        "worker " + number,
        () -> find(log, Pattern.compile("(Successfully registered with master)")));
  }

  /** For {@code --master}. */
  String address() {
    return address;
  }

  /** Processes of executors, as the workers have started them. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.toHandle().descendants())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** How many tasks executors have said to be through with. */
  long finishedTasks() {
    return matches(Pattern.compile("Finished task "));
  }

  /** What executors have said in their logs. */
  long matches(Pattern pattern) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .mapToLong(file -> pattern.matcher(read(file)).results().count())
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static Optional<String> find(Path log, Pattern pattern) {
    Matcher matcher = pattern.matcher(read(log));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** Looks again and again: there is no latch between processes. */
  static <T> T await(String what, Supplier<Optional<T>> look) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("waited for " + what + " in vain");
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      ProcessHandle process = processes.get(i).toHandle();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
