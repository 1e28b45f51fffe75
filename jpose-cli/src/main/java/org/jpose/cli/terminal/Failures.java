package org.jpose.cli.terminal;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.jpose.core.disk.FileException;
import picocli.CommandLine;

/** Says what went wrong: one line, and the stack trace only when asked for. */
public final class Failures {
  private Failures() {}

  /**
   * Prints the error in one line.
   *
   * @param verbose whether the stack trace follows
   */
  public static void print(PrintWriter err, Throwable error, boolean verbose) {
    print(err, line(error), error, verbose);
  }

  /**
   * Prints what went wrong with a file, in one line that begins with its name.
   *
   * @param shown the name as it is shown
   * @param verbose whether the stack trace follows
   */
  public static void printOf(PrintWriter err, String shown, Throwable error, boolean verbose) {
    String line = line(error);
    String name = TerminalWriter.line(shown);
    print(err, line.startsWith(name) ? line : name + ": " + line, error, verbose);
  }

  private static void print(PrintWriter err, String line, Throwable error, boolean verbose) {
    err.println("jpose: " + line);
    if (verbose) {
      error.printStackTrace(err);
    }
    err.flush();
  }

  /** The error in one line. */
  public static String line(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return "unexpected " + error.getClass().getSimpleName() + "; --verbose tells where";
    }
    String line = TerminalWriter.line(message.strip());
    if (error instanceof OutOfMemoryError) {
      return "out of memory (" + line + "); give Java more with JAVA_OPTS=-Xmx2g";
    }
    // The JDK's own have nothing but the file's name; jpose's say what is wrong.
    if (!(error instanceof FileSystemException) || line.contains(": ") || line.contains(", ")) {
      return line;
    }
    return line + ": " + FileException.reason(error);
  }

  /** The error in one line that names the file it is of. */
  public static String line(String file, Throwable error) {
    String line = line(error);
    return line.contains(file) ? line : file + ": " + line;
  }

  /** Whether {@code --verbose} was given, to whichever command. */
  public static boolean isVerbose(CommandLine.ParseResult arguments) {
    for (CommandLine.ParseResult at = arguments; at != null; at = at.subcommand()) {
      if (at.hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }
}
