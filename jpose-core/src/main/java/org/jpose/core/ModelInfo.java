package org.jpose.core;

import java.util.Objects;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;

/**
 * What an estimator must know of a network.
 *
 * @param name name of the network, for messages
 * @param skeleton joints, limbs and channels of its fields
 * @param colour colour order of its input
 * @param stride pixels of its input per cell of its fields
 * @param multiple what both sides of its input must be multiples of
 * @param fixedSize the only size of its input, where it takes no other
 */
public record ModelInfo(
    String name,
    Skeleton skeleton,
    ColourOrder colour,
    int stride,
    int multiple,
    Optional<NetworkSize> fixedSize) {
  /** A network that takes any size. */
  public ModelInfo(String name, Skeleton skeleton, ColourOrder colour, int stride, int multiple) {
    this(name, skeleton, colour, stride, multiple, Optional.empty());
  }

  /** Checks that the stride divides the multiple, and the multiple a fixed size. */
  public ModelInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(skeleton, "skeleton");
    Objects.requireNonNull(colour, "colour");
    if (stride < 1 || multiple < 1 || multiple % stride != 0) {
      throw new IllegalArgumentException(
          name + ": stride " + stride + " must divide multiple " + multiple);
    }
    if (fixedSize
        .filter(size -> size.width() % multiple != 0 || size.height() % multiple != 0)
        .isPresent()) {
      throw new IllegalArgumentException(
          "%s: takes %s only, whose sides are no multiples of %s"
              .formatted(name, fixedSize.get(), multiple));
    }
  }
}
