package org.jpose.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** Says what went wrong: one line, and the stack trace only when asked for. */
final class Failures {
  private Failures() {}

  static void print(PrintWriter err, Throwable error, boolean verbose) {
    err.println("jpose: " + line(error));
    if (verbose) {
      error.printStackTrace(err);
    }
    err.flush();
  }

  /** The error in one line. */
  static String line(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return "unexpected " + error.getClass().getSimpleName() + "; --verbose tells where";
    }
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    if (error instanceof OutOfMemoryError) {
      return "out of memory (" + line + "); give Java more with JAVA_OPTS=-Xmx2g";
    }
    if (error instanceof NoSuchFileException && !line.contains("no such file")) {
      return line + ": no such file or folder";
    }
    if (error instanceof AccessDeniedException) {
      return line + ": permission denied";
    }
    if (error instanceof FileAlreadyExistsException) {
      return line + ": is there already";
    }
    return line;
  }

  static boolean isVerbose(CommandLine.ParseResult arguments) {
    for (CommandLine.ParseResult at = arguments; at != null; at = at.subcommand()) {
      if (at.hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }
}
