package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as users start it, in a JVM of its own, while it runs. */
public final class RunningProgram implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private RunningProgram(Process process, Path err) {
    this.process = process;
    this.err = err;
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Command line of a JVM with the program's main class, without the class path. */
  public static List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // Tests in the background ignore Ctrl-C, under nohup also HUP, and programs inherit that.
      command.addAll(List.of("env", "--default-signal=INT,HUP"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            Main.class.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  /** The class path, as an environment: ONNX Runtime crashes where the command line is long. */
  public static Map<String, String> environment() {
    return Map.of("CLASSPATH", System.getProperty("java.class.path"));
  }

  /** Starts it in a folder; what it complains of goes to a file there. */
  public static RunningProgram start(Path folder, Object... arguments) throws IOException {
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder program =
        new ProcessBuilder(command(arguments))
            .directory(folder.toFile())
            .redirectError(err.toFile());
    program.environment().putAll(environment());
    return new RunningProgram(program.start(), err);
  }

  /** Reads lines until one begins so, and returns it. */
  public String awaitLine(String beginning) throws IOException {
    List<String> before = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
      before.add(line);
    }
    throw new AssertionError("ended without '" + beginning + "': " + before + " " + err());
  }

  /** What is left of standard output. */
  public List<String> rest() {
    return out.lines().toList();
  }

  public String err() throws IOException {
    return Files.readString(err);
  }

  /** Ctrl-C is INT, what {@code kill} sends is TERM. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start();
    assertTrue(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0, "kill -" + name);
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
