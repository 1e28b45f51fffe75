package org.jpose.train.loop;

import java.util.OptionalInt;
import org.jpose.data.Batch;
import org.jpose.train.engine.NotFiniteException;

/** A training met NaN or infinity. The engine is as it was before the step. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Batch batch;
  private final long step;
  private final int rank;

  /**
   * A training that cannot go on.
   *
   * @param batch of this process's step, which is not the one at fault if another rank's is
   * @param step number of the step
   */
  public DivergedException(NotFiniteException cause, Batch batch, long step) {
    super(cause.getMessage(), cause);
    this.batch = batch;
    this.step = step;
    this.rank = cause.rank().orElse(-1);
  }

  /** Number of the step that met it. */
  public long step() {
    return step;
  }

  /**
   * The rank whose batch is at fault; empty without ranks, or if only the mean of all gradients is
   * not finite.
   */
  public OptionalInt rank() {
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
  }

  /** The batch it happened with in this process. */
  public Batch batch() {
    return batch;
  }
}
