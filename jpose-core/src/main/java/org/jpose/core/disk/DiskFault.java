package org.jpose.core.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;

/** Why a disk refuses to be written. */
public enum DiskFault {
  /** No space or no quota is left. */
  FULL("is full"),
  /** The file system is mounted so. */
  READ_ONLY("is read-only"),
  /** This user may not. */
  NOT_WRITABLE("is not writable"),
  /** Nothing is loaded or run from there: a file system mounted {@code noexec}. */
  NO_PROGRAMS("forbids programs (mounted noexec)"),
  /** A name has more bytes than the file system takes. */
  NAME_TOO_LONG("takes no name of that length");

  private final String words;

  DiskFault(String words) {
    this.words = words;
  }

  /** The end of a sentence that begins with a folder. */
  public String words() {
    return words;
  }

  /** What a failure of the file system means; empty if it is none of these. */
  public static Optional<DiskFault> of(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      Optional<DiskFault> fault = ofMessage(said(at));
      if (fault.isPresent()) {
        return fault;
      }
      if (at instanceof AccessDeniedException) {
        return Optional.of(NOT_WRITABLE);
      }
    }
    return Optional.empty();
  }

  private static Optional<DiskFault> ofMessage(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("quota exceeded")) {
      return Optional.of(FULL);
    }
    if (lower.contains("read-only file system")) {
      return Optional.of(READ_ONLY);
    }
    if (lower.contains("file name too long")) {
      return Optional.of(NAME_TOO_LONG);
    }
    return Optional.empty();
  }

  /** What the system says, without the name of the file. */
  private static String said(Throwable failure) {
    String said =
        failure instanceof FileSystemException disk ? disk.getReason() : failure.getMessage();
    return said == null ? "" : said;
  }

  /** The end of a sentence that begins with a folder, for any failure. */
  public static String words(IOException failure) {
    return of(failure)
        .map(DiskFault::words)
        .orElseGet(
            () -> {
              String said = said(failure);
              return "cannot be used (%s)"
                  .formatted(said.isBlank() ? failure.getClass().getSimpleName() : said);
            });
  }
}
