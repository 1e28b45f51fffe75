package org.jpose.core.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that somebody named, to write into. */
public final class Folders {
  private Folders() {}

  /**
   * Makes a folder, and those above it, that are not there.
   *
   * @throws FileException if that is not possible; the message says why
   */
  public static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FileException(
          "%s: folder cannot be made: %s; choose another place or allow it"
              .formatted(folder, FileException.reason(e)),
          e);
    }
  }
}
