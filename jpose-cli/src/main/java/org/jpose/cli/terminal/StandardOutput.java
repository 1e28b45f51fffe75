package org.jpose.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output as a place for results. */
public final class StandardOutput {
  /** What to say when it took no more; a PrintStream keeps its errors to itself. */
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
