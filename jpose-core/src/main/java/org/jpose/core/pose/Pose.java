package org.jpose.core.pose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One person: the joints that were found. Immutable and thread-safe.
 *
 * @param skeleton the labelling convention
 * @param keypoints joints found, in joint order, each at most once; joints not found are absent
 * @param score confidence in the person as a whole; comparable between people of one decoder only
 */
public record Pose(Skeleton skeleton, List<Keypoint> keypoints, float score) {
  /**
   * Copies, sorts by joint, and checks.
   *
   * @throws IllegalArgumentException if there is no keypoint, or a joint is there twice
   * @throws IndexOutOfBoundsException if the skeleton has no joint of a keypoint's number
   */
  public Pose {
    Objects.requireNonNull(skeleton, "skeleton");
    keypoints = keypoints.stream().sorted(Comparator.comparingInt(Keypoint::joint)).toList();
    if (keypoints.isEmpty()) {
      throw new IllegalArgumentException("a pose needs at least one keypoint");
    }
    for (int i = 0; i < keypoints.size(); i++) {
      Objects.checkIndex(keypoints.get(i).joint(), skeleton.jointCount());
      if (i > 0 && keypoints.get(i).joint() == keypoints.get(i - 1).joint()) {
        throw new IllegalArgumentException("joint " + keypoints.get(i).name() + " is there twice");
      }
    }
  }

  /**
   * The joint with this name, if it was found.
   *
   * @throws IllegalArgumentException if the skeleton has no joint of that name
   */
  public Optional<Keypoint> keypoint(String name) {
    int joint = skeleton.indexOf(name);
    if (joint < 0) {
      throw new IllegalArgumentException(
          "skeleton %s has no joint '%s'; it has %s"
              .formatted(
                  skeleton.name(), name, skeleton.joints().stream().map(Joint::name).toList()));
    }
    return keypoint(joint);
  }

  /** The joint with this index in the skeleton, if it was found. */
  public Optional<Keypoint> keypoint(int joint) {
    return keypoints.stream().filter(keypoint -> keypoint.joint() == joint).findFirst();
  }

  /** The smallest upright rectangle that holds all keypoints. */
  public Box box() {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (Keypoint keypoint : keypoints) {
      left = Math.min(left, keypoint.x());
      top = Math.min(top, keypoint.y());
      right = Math.max(right, keypoint.x());
      bottom = Math.max(bottom, keypoint.y());
    }
    return new Box(left, top, right - left, bottom - top);
  }

  /** The same person with each keypoint moved. */
  public Pose map(UnaryOperator<Keypoint> move) {
    return new Pose(skeleton, keypoints.stream().map(move).toList(), score);
  }

  /**
   * The same person in another labelling convention. Joints of equal name are kept; joints that the
   * other convention puts in the middle of two are made from these, with the lower of their scores;
   * the rest is absent.
   *
   * @return the converted person, or empty if no joint remains
   */
  public Optional<Pose> to(Skeleton target) {
    List<Optional<Keypoint>> mapped =
        JointMapping.between(skeleton, target)
            .map(joint -> keypoint(joint), Pose::middle, Optional.empty());
    List<Keypoint> converted = new ArrayList<>();
    for (int joint = 0; joint < mapped.size(); joint++) {
      int index = joint;
      String name = target.joints().get(joint).name();
      mapped
          .get(joint)
          .map(k -> new Keypoint(index, name, k.x(), k.y(), k.score()))
          .ifPresent(converted::add);
    }
    return converted.isEmpty() ? Optional.empty() : Optional.of(new Pose(target, converted, score));
  }

  private static Optional<Keypoint> middle(Optional<Keypoint> one, Optional<Keypoint> other) {
    return one.flatMap(a -> other.map(b -> middle(a, b)));
  }

  private static Keypoint middle(Keypoint a, Keypoint b) {
    return new Keypoint(
        a.joint(),
        a.name(),
        (a.x() + b.x()) / 2,
        (a.y() + b.y()) / 2,
        Math.min(a.score(), b.score()));
  }
}
