package org.jpose.train.engine;

/** Which of the weights an engine keeps. */
public enum WeightSet {
  /** As the last step left them. */
  LATEST,
  /** Their exponential moving average, statistics of norms included. */
  AVERAGED
}
