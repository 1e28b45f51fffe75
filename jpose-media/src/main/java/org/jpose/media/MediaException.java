package org.jpose.media;

import java.nio.file.Path;

/** A file, folder or stream cannot be read or written. The message names it and the next step. */
public final class MediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what, found, expected and the next step. */
  public MediaException(String message) {
    super(message);
  }

  /** With a message that says what, found, expected and the next step, and the cause. */
  public MediaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What to throw when something that appears under its name only when whole was not written. */
  static MediaException notWritten(Path target, Throwable cause) {
    return new MediaException(
        target
            + ": could not be written: "
            + reason(cause)
            + "; nothing incomplete was left under this name; check free disk space and"
            + " permissions",
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
