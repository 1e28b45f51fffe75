package org.jpose.core.pose;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

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
        joints.stream().map(joint -> joint.isUnlabelled() ? joint : move.apply(joint)).toList();
    return new LabelledPerson(skeleton, moved, newBox);
  }

  /**
   * The same person in another convention: joints of equal name; joints in the middle of two where
   * both are known, as sure as the less sure of them; the rest unlabelled.
   */
  public LabelledPerson to(Skeleton target) {
    return target.equals(skeleton) ? this : to(JointMapping.between(skeleton, target));
  }

  /**
   * The same as {@link #to(Skeleton)} for many people.
   *
   * @param mapping from this person's convention
   */
  public LabelledPerson to(JointMapping mapping) {
    List<LabelledJoint> mapped =
        mapping.map(joints::get, LabelledPerson::middle, LabelledJoint.UNLABELLED);
    return new LabelledPerson(mapping.to(), mapped, box);
  }

  private static LabelledJoint middle(LabelledJoint a, LabelledJoint b) {
    int least = Math.max(a.visibility().ordinal(), b.visibility().ordinal());
    Visibility visibility = Visibility.values()[least];
    return visibility == Visibility.UNLABELLED
        ? LabelledJoint.UNLABELLED
        : new LabelledJoint((a.x() + b.x()) / 2, (a.y() + b.y()) / 2, visibility);
  }
}
