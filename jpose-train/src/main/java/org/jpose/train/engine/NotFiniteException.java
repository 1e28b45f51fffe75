package org.jpose.train.engine;

import java.util.OptionalInt;

/**
 * A step met NaN or infinity; the message says where first, and in which rank if there are several.
 * The engine is as before the step.
 */
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** -1 if there is one only, or if only the mean of all is not finite. */
  private final int rank;

  /**
   * What a step met.
   *
   * @param rank whose batch or weights are at fault; empty without ranks, or if none of them is
   */
  public NotFiniteException(OptionalInt rank, String message) {
    super(message);
    this.rank = rank.orElse(-1);
  }

  /** The rank whose batch or weights are at fault; empty without ranks, or if none of them is. */
  public OptionalInt rank() {
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
  }
}
