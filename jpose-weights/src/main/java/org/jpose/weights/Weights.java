package org.jpose.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors, in order, and what their file says about them.
 *
 * @param origin what to call them in messages, as a rule the file's name
 * @param metadata facts such as {@code network}, {@code skeleton}, {@code colour}
 * @param tensors the tensors by name
 */
public record Weights(String origin, Map<String, String> metadata, Map<String, Tensor> tensors) {
  /** Copies the maps, keeping their order. */
  public Weights {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Returns how many numbers all tensors hold together. */
  public long numbers() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().length).sum();
  }

  /** Returns the same with other tensors. */
  public Weights withTensors(Map<String, Tensor> tensors) {
    return new Weights(origin, metadata, tensors);
  }
}
