package org.jpose.train;

import org.jpose.data.Batch;
import org.jpose.train.engine.NotFiniteException;

/** A training met NaN or infinity. The engine is as it was before the step. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Batch batch;

  DivergedException(NotFiniteException cause, Batch batch) {
    super(cause.getMessage(), cause);
    this.batch = batch;
  }

  /** The batch it happened with. */
  public Batch batch() {
    return batch;
  }
}
