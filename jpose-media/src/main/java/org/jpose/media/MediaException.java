package org.jpose.media;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.disk.DiskFault;

/** A file, folder or stream cannot be read or written. The message names it and the next step. */
public final class MediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, for programs that answer differently to each. */
  public enum Fault {
    /** The bytes are of no kind that jpose reads. */
    UNKNOWN_KIND,
    /** Of a kind that jpose reads, but truncated or damaged. */
    DAMAGED,
    /** More pixels than the limit. */
    TOO_LARGE,
    /** Within the limit, but there is no memory for it now. */
    NO_MEMORY,
    /** Java or this machine lacks what decodes it. */
    NO_DECODER,
    /** Anything else, as a file that is missing. */
    OTHER
  }

  private final Fault fault;

  /** With a message that says what, found, expected and the next step. */
  public MediaException(String message) {
    this(Fault.OTHER, message, null);
  }

  /** With a message that says what, found, expected and the next step, and the cause. */
  public MediaException(String message, Throwable cause) {
    this(Fault.OTHER, message, cause);
  }

  /**
   * With what is wrong, besides the message.
   *
   * @param cause may be null
   */
  public MediaException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = Objects.requireNonNull(fault, "fault");
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** What to throw when something that appears under its name only when whole was not written. */
  static MediaException notWritten(Path target, Throwable cause) {
    boolean name = DiskFault.of(cause).equals(Optional.of(DiskFault.NAME_TOO_LONG));
    return new MediaException(
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
  static MediaException leftBehind(Path path, Throwable cause) {
    return new MediaException(
        path
            + ": left behind, since it could not be deleted ("
            + reason(cause)
            + "); delete it by hand",
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
