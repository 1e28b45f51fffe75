package org.jpose.cli.terminal;

/** An output that serves all images or frames failed, so that the run cannot go on. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what its cause says. */
  public OutputException(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
