package org.jpose.core.pose;

import java.util.List;
import java.util.Objects;

/**
 * One joint of a {@link Skeleton}.
 *
 * @param name snake-case name, with {@code left_} or {@code right_} (the person's own side) where
 *     there are two
 * @param sigma standard deviation of human labelling used by COCO's object keypoint similarity, as
 *     a fraction of the square root of the person's area
 * @param middleOf names of the two joints in whose middle this one lies when it has no label of its
 *     own, or empty
 */
public record Joint(String name, double sigma, List<String> middleOf) {
  public Joint {
    Objects.requireNonNull(name, "name");
    middleOf = List.copyOf(middleOf);
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("joint " + name + ": sigma " + sigma + " is not positive");
    }
    if (!middleOf.isEmpty() && middleOf.size() != 2) {
      throw new IllegalArgumentException("joint " + name + ": a middle needs two joints");
    }
  }

  /** Name of the joint on the other side of the body; its own name if there is none. */
  public String mirrorName() {
    if (name.startsWith("left_")) {
      return "right_" + name.substring("left_".length());
    }
    if (name.startsWith("right_")) {
      return "left_" + name.substring("right_".length());
    }
    return name;
  }
}
