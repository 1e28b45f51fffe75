package org.jpose.train.engine;

import java.util.List;

/**
 * What a step saw before it changed the weights.
 *
 * @param stages losses, first stage to last
 * @param gradientNorm length of the gradient of all trained weights together, before any limit
 */
public record StepResult(List<StageLoss> stages, double gradientNorm) {
  public StepResult {
    stages = List.copyOf(stages);
  }

  /** The sum over all stages, which is what training makes small. */
  public double loss() {
    return stages.stream().mapToDouble(StageLoss::total).sum();
  }
}
