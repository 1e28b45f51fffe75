package org.jpose.weights;

import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * What a model file says about itself besides its network.
 *
 * @param skeleton joints and limbs its planes stand for
 * @param source where the weights come from, in words; may be empty
 * @param licence licence of the weights, as a rule an SPDX identifier; may be empty
 * @param sha256 hash of the file the weights were read from, in hexadecimal; may be empty
 */
public record ModelFacts(Skeleton skeleton, String source, String licence, String sha256) {
  /** Metadata key of a skeleton that jpose does not know by its name. */
  static final String DEFINITION = "skeleton.definition";

  /**
   * Checks the skeleton.
   *
   * @throws IllegalArgumentException if jpose knows another one by its name
   */
  public ModelFacts {
    Skeletons.definition(skeleton);
  }
}
