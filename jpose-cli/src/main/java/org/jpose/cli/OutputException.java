package org.jpose.cli;

/** An output that serves all images failed, so that the run cannot go on. */
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
