package org.jpose.cli;

import java.util.Map;
import org.jpose.train.LoopPlan;
import org.jpose.train.engine.TrainingOptions;

/**
 * All that decides on the weights a training ends with, but for those it begins with.
 *
 * @param network what is trained
 * @param data what it learns from
 * @param feed how that becomes batches
 * @param plan how long, at which rates
 * @param options how gradients become steps
 * @param seed of the first weights
 * @param settings the same in words, by the options' names
 */
record TrainingJob(
    StartingNetwork network,
    TrainingData data,
    TrainingFeed feed,
    LoopPlan plan,
    TrainingOptions options,
    long seed,
    Map<String, String> settings) {}
