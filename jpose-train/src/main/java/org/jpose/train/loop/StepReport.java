package org.jpose.train.loop;

import java.time.Duration;
import org.jpose.train.engine.StepResult;

/**
 * A step of a training.
 *
 * @param step number of steps done, this one and those before a resume included
 * @param steps number of steps of the whole training
 * @param epoch number of the epoch it belongs to, from 0
 * @param result losses before the step, length of the gradient
 * @param learningRate of this step
 * @param images number of images of its batch
 * @param time from the end of the step before (of this process) to the end of this one, without
 *     validation and saving
 * @param dataWait the part of it spent waiting for the batch
 */
public record StepReport(
    long step,
    long steps,
    int epoch,
    StepResult result,
    double learningRate,
    int images,
    Duration time,
    Duration dataWait) {}
