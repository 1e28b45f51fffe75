package org.jpose.ros.message;

/** Bytes or JSON that are not a message of the type they are said to be. */
public final class MessageFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says which field, what was found and expected. */
  public MessageFormatException(String message) {
    super(message);
  }
}
