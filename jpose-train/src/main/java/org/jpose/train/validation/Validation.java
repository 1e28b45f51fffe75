package org.jpose.train.validation;

import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;

/** Measures a network in training on data that it does not learn from; changes nothing. */
public interface Validation {
  /**
   * Measures one set of the weights.
   *
   * @throws IllegalArgumentException if the engine keeps no such set
   */
  ValidationReport measure(TrainingEngine engine, WeightSet set);
}
