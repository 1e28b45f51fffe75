package org.jpose.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.ModelEntry;
import org.jpose.core.ModelFormatException;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * Named tensors, in order, and what their file says about them.
 *
 * @param origin what to call them in messages, as a rule the file's name
 * @param metadata facts such as {@code network}, {@code skeleton}, {@code colour}
 * @param tensors the tensors by name
 */
public record Weights(String origin, Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final int MOST_TENSORS = 100_000;
  private static final int LONGEST_NAME = 1000;
  private static final int SHOWN = 20;

  /**
   * Copies the maps, keeping their order.
   *
   * @throws ModelFormatException if there are more than 100,000 tensors, or one has a name of more
   *     than 1,000 characters
   */
  public Weights {
    if (tensors.size() > MOST_TENSORS) {
      throw new ModelFormatException(
          "%s: has %d tensors, expected %d at most; networks of images have some hundred"
              .formatted(origin, tensors.size(), MOST_TENSORS));
    }
    for (String tensor : tensors.keySet()) {
      if (tensor.length() > LONGEST_NAME) {
        throw new ModelFormatException(
            "%s: the name of tensor '%s...' has %d characters, expected %d at most"
                .formatted(origin, tensor.substring(0, SHOWN), tensor.length(), LONGEST_NAME));
      }
    }
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Returns how many numbers all tensors hold together. */
  public long numbers() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().length).sum();
  }

  /**
   * Returns the skeleton the file says they are for, if it says so.
   *
   * @throws ModelFormatException if it is neither known nor defined in the file, or defined wrongly
   */
  public Optional<Skeleton> skeleton() {
    try {
      return fact(ModelEntry.SKELETON)
          .map(name -> Skeletons.named(name, fact(ModelEntry.DEFINITION)));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(origin + ": " + e.getMessage(), e);
    }
  }

  /** What the file says of itself. */
  public Optional<String> fact(ModelEntry entry) {
    return entry.in(metadata);
  }

  /** Returns the same with other tensors. */
  public Weights withTensors(Map<String, Tensor> tensors) {
    return new Weights(origin, metadata, tensors);
  }
}
