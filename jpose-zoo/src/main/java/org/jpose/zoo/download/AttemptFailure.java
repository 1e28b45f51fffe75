package org.jpose.zoo.download;

import java.io.IOException;
import java.time.Duration;

/** A server did not give the file this time; says whether asking it again may help. */
final class AttemptFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean again;
  private final Duration pause;

  private AttemptFailure(String message, boolean again, Duration pause) {
    super(message);
    this.again = again;
    this.pause = pause;
  }

  /** Asking this address again is of no use. */
  static AttemptFailure last(String message) {
    return new AttemptFailure(message, false, Duration.ZERO);
  }

  /** A moment later it may work. */
  static AttemptFailure again(String message) {
    return again(message, Duration.ZERO);
  }

  /** It may work after the pause that the server asks for; 0 if it asks for none. */
  static AttemptFailure again(String message, Duration pause) {
    return new AttemptFailure(message, true, pause);
  }

  AttemptFailure because(Throwable cause) {
    initCause(cause);
    return this;
  }

  boolean isAgain() {
    return again;
  }

  /** What the server wants to be waited. */
  Duration pause() {
    return pause;
  }
}
