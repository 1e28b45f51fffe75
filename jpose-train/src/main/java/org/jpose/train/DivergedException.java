package org.jpose.train;

import org.jpose.data.Batch;
import org.jpose.train.engine.NotFiniteException;

/** A training met NaN or infinity. The engine is as it was before the step. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Batch batch;
  private final long step;

  DivergedException(NotFiniteException cause, Batch batch, long step) {
    super(cause.getMessage(), cause);
    this.batch = batch;
    this.step = step;
  }

  /** Number of the step that met it. */
  public long step() {
    return step;
  }

  /** The batch it happened with. */
  public Batch batch() {
    return batch;
  }
}
