package org.jpose.train;

import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.loop.LoopPlan;

/**
 * A part of a run that is trained alike.
 *
 * @param from steps of the run before it
 * @param plan how long, at which rates; steps are counted from the run's beginning
 * @param options how gradients become steps
 * @param feed how data becomes batches
 */
record TrainingPhase(long from, LoopPlan plan, TrainingOptions options, TrainingFeed feed) {
  /** Whether a state is one of this phase, and not what it begins with or of a later one. */
  boolean isAt(TrainingState state) {
    return state.steps() > from && state.steps() < plan.steps();
  }
}
