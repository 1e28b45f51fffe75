package org.jpose.core;

/** A model or weights file is damaged, of another format, or does not fit. */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the file, what was found and what was expected. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** With a message that names the file, what was found and what was expected, and the cause. */
  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
