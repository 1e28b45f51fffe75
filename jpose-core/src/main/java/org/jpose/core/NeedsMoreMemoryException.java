package org.jpose.core;

/** A run of a network on these images would need more memory than the machine has. */
public final class NeedsMoreMemoryException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With a message that says for what images, how much, and what to do. */
  public NeedsMoreMemoryException(String message) {
    super(message);
  }
}
