package org.jpose.data.remote;

/** A frame that cannot be understood; it is dropped and counted. */
final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Malformed reason;

  MalformedFrameException(Malformed reason, String message) {
    // Frames come as fast as the network brings them: no stack trace.
    super(message, null, false, false);
    this.reason = reason;
  }

  Malformed reason() {
    return reason;
  }
}
