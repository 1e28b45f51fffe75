package org.jpose.train.engine;

import java.util.Map;
import java.util.Optional;
import org.jpose.weights.Weights;

/**
 * All that a training needs to go on as if it had never stopped, as tensors that any weights file
 * of float32 can hold.
 *
 * @param steps steps done
 * @param latest the weights
 * @param average their moving average, if there is one
 * @param moments what the optimizer remembers: {@code WEIGHT/NAME} of the weight's shape, such as
 *     {@code conv1.weight/first}
 */
public record TrainingState(
    long steps, Weights latest, Optional<Weights> average, Weights moments) {
  /** The same with an optimizer that remembers nothing, to begin another phase with. */
  public TrainingState forgetful() {
    return new TrainingState(steps, latest, average, moments.withTensors(Map.of()));
  }
}
