package org.jpose.train;

import java.util.List;
import java.util.Map;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.loop.LoopPlan;

/**
 * All that decides on the weights a training ends with, but for those it begins with.
 *
 * @param network what is trained
 * @param data what it learns from
 * @param phases how that becomes batches and these become steps, one phase after the other
 * @param seed of the first weights
 * @param settings the same in words, by the options' names
 */
record TrainingJob(
    StartingNetwork network,
    TrainingData data,
    List<TrainingPhase> phases,
    long seed,
    Map<String, String> settings) {
  private TrainingPhase last() {
    return phases.get(phases.size() - 1);
  }

  /** How data becomes batches, but for features. */
  TrainingFeed feed() {
    return last().feed();
  }

  /** How long the whole run goes. */
  LoopPlan plan() {
    return last().plan();
  }

  /** How gradients become steps in the last phase; where, in all. */
  TrainingOptions options() {
    return last().options();
  }
}
