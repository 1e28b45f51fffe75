package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs Debian's Python, where a test needs files made by a format's own software. */
public final class DebianPython {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private DebianPython() {}

  /**
   * Runs a script of the test resources; the test is skipped where Python lacks the module.
   *
   * @param module what the script imports, such as {@code numpy}
   * @param debianPackage where it comes from
   */
  public static void run(String module, String debianPackage, String script, Path... arguments)
      throws IOException {
    boolean there =
        Files.isExecutable(PYTHON) && finish(List.of("-c", "import " + module)).exitCode() == 0;
    Assumptions.assumeTrue(
        there,
        "skipped: needs Python's module %s (Debian: apt-get install %s)"
            .formatted(module, debianPackage));
    List<String> words = new ArrayList<>(List.of("-c", source(script)));
    for (Path argument : arguments) {
      words.add(argument.toString());
    }
    Finished finished = finish(words);
    assertEquals(0, finished.exitCode(), finished.output());
  }

  private static String source(String script) throws IOException {
    try (InputStream in = DebianPython.class.getResourceAsStream("/python/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private record Finished(int exitCode, String output) {}

  private static Finished finish(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
    command.addAll(words);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
