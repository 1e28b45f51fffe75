package org.jpose.media;

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
}
