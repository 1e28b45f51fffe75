package org.jpose.data.remote;

/** A trainer or worker cannot do its part: a port in use, a refusal, nobody there. */
public final class RemoteDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what happened and what to do next. */
  public RemoteDataException(String message) {
    super(message);
  }

  /** With what happened, what to do next, and what caused it. */
  public RemoteDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
