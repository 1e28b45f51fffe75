package org.jpose.media;

import java.util.Objects;
import org.jpose.core.disk.FileException;

/** An image, video or stream cannot be read. The message names it and the next step. */
public final class MediaException extends FileException {
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
}
