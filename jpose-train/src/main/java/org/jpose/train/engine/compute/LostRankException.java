package org.jpose.train.engine.compute;

import java.util.OptionalInt;

/** Another rank is gone or stalled, so training cannot go on; the message names it if known. */
public final class LostRankException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** -1 if not known: optionals are not serializable. */
  private final int rank;

  LostRankException(OptionalInt rank, String message, Throwable cause) {
    super(message, cause);
    this.rank = rank.orElse(-1);
  }

  /** The rank that was lost; empty if it could not be told. */
  public OptionalInt rank() {
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
  }
}
