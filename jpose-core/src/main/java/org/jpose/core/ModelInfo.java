package org.jpose.core;

import java.util.Objects;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;

/**
 * What an estimator must know of a network.
 *
 * @param name name of the network, for messages
 * @param skeleton joints, limbs and channels of its fields
 * @param colour colour order of its input
 * @param stride pixels of its input per cell of its fields
 * @param multiple what both sides of its input must be multiples of
 */
public record ModelInfo(
    String name, Skeleton skeleton, ColourOrder colour, int stride, int multiple) {
  /** Checks that the stride divides the multiple. */
  public ModelInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(skeleton, "skeleton");
    Objects.requireNonNull(colour, "colour");
    if (stride < 1 || multiple < 1 || multiple % stride != 0) {
      throw new IllegalArgumentException(
          name + ": stride " + stride + " must divide multiple " + multiple);
    }
  }
}
