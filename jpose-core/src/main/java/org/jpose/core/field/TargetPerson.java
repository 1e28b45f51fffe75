package org.jpose.core.field;

import java.util.List;
import java.util.Objects;
import org.jpose.core.pose.Box;

/**
 * A person the targets of training are drawn from.
 *
 * @param joints one per joint of the skeleton, in its order
 * @param box the person's rectangle in pixels of the network's input
 */
public record TargetPerson(List<TargetJoint> joints, Box box) {
  /** Copies. */
  public TargetPerson {
    joints = List.copyOf(joints);
    Objects.requireNonNull(box, "box");
  }
}
