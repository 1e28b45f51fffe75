package org.jpose.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** Standard output as a place for results. */
public final class StandardOutput {
  /** What names it where a file could be named. */
  public static final String NAME = "-";

  /** What to say when it took no more. */
  public static final String NOT_WRITTEN =
      "standard output: could not be written; is its disk full, or its reader gone?";

  private static final Path ON_LINUX = Path.of("/proc/self/fd/1");

  private StandardOutput() {}

  /**
   * Takes results as they are; where it is a terminal, without what commands one: names of files
   * are part of results.
   */
  public static OutputStream forResults() {
    return isTerminal() ? new TerminalOutput(System.out) : System.out;
  }

  /**
   * Opens results under a name that may be standard output's.
   *
   * @throws FileException if they cannot be written there
   */
  public static ResultWriter open(ResultFormat format, String target, ResultDetails details) {
    return target.equals(NAME)
        ? format.open(forResults(), "standard output", details)
        : format.open(Path.of(target), details);
  }

  /**
   * Checks that it took all until now: a PrintStream keeps its errors to itself.
   *
   * @throws FileException if it did not
   */
  public static void requireWritten() {
    if (System.out.checkError()) {
      throw new FileException(NOT_WRITTEN);
    }
  }

  /** Java's own answer is no as well where standard input is something else. */
  private static boolean isTerminal() {
    if (System.console() != null) {
      return true;
    }
    try {
      return Files.readSymbolicLink(ON_LINUX).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
