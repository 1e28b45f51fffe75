package org.jpose.zoo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** The cache cannot be written: the disk's trouble, not a server's. */
final class DiskException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskException(Path place, IOException cause) {
    super(place + ": " + describe(cause), cause);
  }

  private static String describe(IOException cause) {
    String reason =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    String said = reason == null ? cause.getClass().getSimpleName() : reason;
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("quota exceeded")) {
      return "the disk is full (" + said + "); free some space and run the same again";
    }
    if (cause instanceof AccessDeniedException || lower.contains("read-only")) {
      return "cannot be written ("
          + (reason == null ? "access denied" : said)
          + "); make the folder writable, or set JPOSE_HOME to one that is";
    }
    return "cannot be written (" + said + ")";
  }
}
