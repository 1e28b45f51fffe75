package org.jpose.media;

import java.nio.file.Path;

/** Standard input as one of a program's inputs, which command lines call {@code -}. */
public final class StandardInput {
  /** What stands for it in lists of files; a file of this name is {@code ./-}. */
  public static final Path FILE = Path.of("-");

  /** What results and messages call it. */
  public static final String NAME = "stdin";

  private StandardInput() {}

  /** Whether a name on a command line means it. */
  public static boolean isMeant(String name) {
    return name.equals(FILE.toString());
  }

  /** What results and messages call a file. */
  public static String nameOf(Path file) {
    return file.equals(FILE) ? NAME : file.toString();
  }
}
