package org.jpose.data;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeleton;

/**
 * A person as labelled. Immutable and thread-safe.
 *
 * @param skeleton the labelling convention
 * @param joints one per joint of the skeleton, in its order
 * @param box the person's rectangle as labelled, in pixels of the image
 */
public record LabelledPerson(Skeleton skeleton, List<LabelledJoint> joints, Box box) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is not one joint per joint of the skeleton
   */
  public LabelledPerson {
    joints = List.copyOf(joints);
    Objects.requireNonNull(box, "box");
    if (joints.size() != skeleton.jointCount()) {
      throw new IllegalArgumentException(
          "a person of skeleton %s has %d joints, expected %d"
              .formatted(skeleton.name(), joints.size(), skeleton.jointCount()));
    }
  }

  /** Number of joints whose place is known. */
  public int labelled() {
    return (int) joints.stream().filter(LabelledJoint::isLabelled).count();
  }

  /** The same person with each joint of which something is known moved, in another box. */
  public LabelledPerson map(UnaryOperator<LabelledJoint> move, Box newBox) {
    List<LabelledJoint> moved =
        joints.stream()
            .map(joint -> joint.visibility() == Visibility.UNLABELLED ? joint : move.apply(joint))
            .toList();
    return new LabelledPerson(skeleton, moved, newBox);
  }

  /**
   * The same person in another convention: joints of equal name; joints in the middle of two where
   * both are known, as sure as the less sure of them; the rest unlabelled.
   */
  public LabelledPerson to(Skeleton target) {
    if (target.equals(skeleton)) {
      return this;
    }
    return new LabelledPerson(target, target.joints().stream().map(this::find).toList(), box);
  }

  private LabelledJoint find(Joint joint) {
    int own = skeleton.indexOf(joint.name());
    if (own >= 0) {
      return joints.get(own);
    }
    List<LabelledJoint> ends =
        joint.middleOf().stream()
            .mapToInt(skeleton::indexOf)
            .mapToObj(i -> i < 0 ? LabelledJoint.UNLABELLED : joints.get(i))
            .toList();
    if (ends.size() != 2) {
      return LabelledJoint.UNLABELLED;
    }
    int least = IntStream.of(0, 1).map(i -> ends.get(i).visibility().ordinal()).max().orElseThrow();
    Visibility visibility = Visibility.values()[least];
    if (visibility == Visibility.UNLABELLED) {
      return LabelledJoint.UNLABELLED;
    }
    LabelledJoint a = ends.get(0);
    LabelledJoint b = ends.get(1);
    return new LabelledJoint((a.x() + b.x()) / 2, (a.y() + b.y()) / 2, visibility);
  }
}
