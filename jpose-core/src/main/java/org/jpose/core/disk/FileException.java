package org.jpose.core.disk;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file, folder or stream cannot be read or written, or is not what it is taken for. The message
 * names it and the next step.
 */
public class FileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what, found, expected and the next step. */
  public FileException(String message) {
    super(message);
  }

  /** With a message that says what, found, expected and the next step, and the cause. */
  public FileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What to throw when something that appears under its name only when whole was not written. */
  static FileException notWritten(Path target, Throwable cause) {
    boolean name = DiskFault.of(cause).equals(Optional.of(DiskFault.NAME_TOO_LONG));
    return new FileException(
        target
            + ": could not be written: "
            + reasonAlone(cause)
            + "; nothing incomplete was left under this name; "
            + (name ? "choose a shorter name" : "check free disk space and permissions"),
        cause);
  }

  /** Without the hidden name under which it was being written. */
  private static String reasonAlone(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException disk && disk.getReason() != null) {
        return disk.getReason();
      }
    }
    return reason(failure);
  }

  /** What to throw when something unfinished cannot be deleted. */
  static FileException leftBehind(Path path, Throwable cause) {
    return new FileException(
        "%s: left behind, since it could not be deleted (%s); delete it by hand"
            .formatted(path, reason(cause)),
        cause);
  }

  /** The innermost reason of a failure: readers and writers wrap it in "error reading image". */
  public static String reason(Throwable failure) {
    String reason = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
    return reason;
  }
}
