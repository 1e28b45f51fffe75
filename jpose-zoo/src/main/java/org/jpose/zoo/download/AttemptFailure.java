package org.jpose.zoo.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A server did not give the file this time; says whether asking it again may help. */
final class AttemptFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean again;
  private final transient Optional<Duration> pause;

  private AttemptFailure(String message, boolean again, Optional<Duration> pause, Throwable cause) {
    super(message, cause);
    this.again = again;
    this.pause = pause;
  }

  /** Asking this address again is of no use. */
  static AttemptFailure last(String message) {
    return new AttemptFailure(message, false, Optional.empty(), null);
  }

  /** Asking this address again is of no use. */
  static AttemptFailure last(String message, Throwable cause) {
    return new AttemptFailure(message, false, Optional.empty(), cause);
  }

  /** A moment later it may work. */
  static AttemptFailure again(String message, Throwable cause) {
    return new AttemptFailure(message, true, Optional.empty(), cause);
  }

  /** It may work after a pause the server asks for, if it does. */
  static AttemptFailure again(String message, Optional<Duration> pause) {
    return new AttemptFailure(message, true, pause, null);
  }

  boolean isAgain() {
    return again;
  }

  /** What the server wants to be waited. */
  Optional<Duration> pause() {
    return pause;
  }
}
