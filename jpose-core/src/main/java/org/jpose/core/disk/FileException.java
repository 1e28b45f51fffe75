package org.jpose.core.disk;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
            + reason(cause)
            + "; nothing incomplete was left under this name; "
            + (name ? "choose a shorter name" : "check free disk space and permissions"),
        cause);
  }

  /** What to throw when something unfinished cannot be deleted. */
  static FileException leftBehind(Path path, Throwable cause) {
    return new FileException(
        "%s: left behind, since it could not be deleted (%s); delete it by hand"
            .formatted(path, reason(cause)),
        cause);
  }

  /**
   * The innermost reason of a failure, since readers and writers wrap it in "error reading image".
   * Of the file system's it has no name of a file: the caller's message has one.
   */
  public static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String reason =
        innermost instanceof FileSystemException disk ? said(disk) : innermost.getMessage();
    return reason == null ? innermost.getClass().getSimpleName() : reason;
  }

  /** What the system said, or what the kind of failure says where it said nothing. */
  private static String said(FileSystemException disk) {
    if (disk.getReason() != null) {
      return disk.getReason();
    }
    if (disk instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (disk instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (disk instanceof NotDirectoryException) {
      return "it is no folder";
    }
    return disk instanceof FileAlreadyExistsException
        ? "there is a file of that name already"
        : null;
  }
}
