package org.jpose.core.pose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Angles of a person's joints as they look in the picture; they are not angles in space. Immutable
 * and thread-safe.
 *
 * <p>People have these, in this order, as far as the skeleton has the joints: {@code neck} between
 * the head and the middle of the hips; for the left and then the right side {@code shoulder}
 * between hip and elbow, {@code elbow} between shoulder and wrist, {@code hip} between shoulder and
 * knee, {@code knee} between hip and ankle, {@code ankle} between knee and big toe. A neck or a
 * middle of the hips that the skeleton does not have is put in the middle of shoulders or hips.
 *
 * <p>In a skeleton of anything else each joint at which exactly two limbs meet has an angle, in
 * joint order.
 */
public final class JointAngles {
  private static final List<List<String>> HEADS = List.of(List.of("nose"), List.of("head_top"));
  private static final List<List<String>> NECKS =
      List.of(List.of("neck"), List.of("thorax"), List.of("left_shoulder", "right_shoulder"));
  private static final List<List<String>> HIPS =
      List.of(List.of("mid_hip"), List.of("pelvis"), List.of("left_hip", "right_hip"));
  private static final List<List<String>> BENDS =
      List.of(
          List.of("hip", "shoulder", "elbow"),
          List.of("shoulder", "elbow", "wrist"),
          List.of("shoulder", "hip", "knee"),
          List.of("hip", "knee", "ankle"),
          List.of("knee", "ankle", "big_toe"));

  private final Skeleton skeleton;
  private final List<Bend> bends;

  /** The angles that people of a skeleton can have. */
  public JointAngles(Skeleton skeleton) {
    this.skeleton = skeleton;
    List<Bend> body = ofBody(skeleton);
    bends = body.isEmpty() ? ofLimbs(skeleton) : body;
  }

  /** Names of all angles, in their order. */
  public List<String> names() {
    return bends.stream().map(Bend::name).toList();
  }

  /**
   * The angles of one person.
   *
   * @return those whose three joints were found and lie apart, in the order of {@link #names()}
   * @throws IllegalArgumentException if the person has another skeleton
   */
  public List<JointAngle> of(Pose pose) {
    if (!pose.skeleton().equals(skeleton)) {
      throw new IllegalArgumentException(
          "a person of skeleton " + pose.skeleton() + ", these are angles of " + skeleton);
    }
    return bends.stream().flatMap(bend -> bend.angle(pose).stream()).toList();
  }

  private static List<Bend> ofBody(Skeleton skeleton) {
    Stream<Optional<Bend>> neck = Stream.of(bend(skeleton, "neck", HEADS, NECKS, HIPS));
    Stream<Optional<Bend>> sides =
        Stream.of("left_", "right_")
            .flatMap(
                side ->
                    BENDS.stream()
                        .map(
                            names ->
                                bend(
                                    skeleton,
                                    side + names.get(1),
                                    List.of(List.of(side + names.get(0))),
                                    List.of(List.of(side + names.get(1))),
                                    List.of(List.of(side + names.get(2))))));
    return Stream.concat(neck, sides).flatMap(Optional::stream).toList();
  }

  private static Optional<Bend> bend(
      Skeleton skeleton,
      String name,
      List<List<String>> from,
      List<List<String>> at,
      List<List<String>> to) {
    return Place.first(skeleton, from)
        .flatMap(
            first ->
                Place.first(skeleton, at)
                    .flatMap(
                        vertex ->
                            Place.first(skeleton, to)
                                .map(last -> new Bend(name, first, vertex, last))));
  }

  private static List<Bend> ofLimbs(Skeleton skeleton) {
    List<Bend> found = new ArrayList<>();
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      int vertex = joint;
      List<Place> ends =
          skeleton.limbs().stream()
              .filter(limb -> limb.from() == vertex || limb.to() == vertex)
              .map(limb -> limb.from() == vertex ? limb.to() : limb.from())
              .map(end -> new Place(List.of(end)))
              .toList();
      if (ends.size() == 2) {
        String name = skeleton.joints().get(joint).name();
        found.add(new Bend(name, ends.get(0), new Place(List.of(joint)), ends.get(1)));
      }
    }
    return found;
  }

  /** The middle of some joints. */
  private record Place(List<Integer> joints) {
    static Optional<Place> first(Skeleton skeleton, List<List<String>> choices) {
      return choices.stream()
          .map(names -> names.stream().map(skeleton::indexOf).toList())
          .filter(joints -> joints.stream().allMatch(joint -> joint >= 0))
          .findFirst()
          .map(Place::new);
    }

    Optional<double[]> in(Pose pose) {
      double x = 0;
      double y = 0;
      for (int joint : joints) {
        Optional<Keypoint> keypoint = pose.keypoint(joint);
        if (keypoint.isEmpty()) {
          return Optional.empty();
        }
        x += keypoint.get().x() / joints.size();
        y += keypoint.get().y() / joints.size();
      }
      return Optional.of(new double[] {x, y});
    }
  }

  private record Bend(String name, Place from, Place at, Place to) {
    Optional<JointAngle> angle(Pose pose) {
      Optional<double[]> first = from.in(pose);
      Optional<double[]> vertex = at.in(pose);
      Optional<double[]> last = to.in(pose);
      if (first.isEmpty() || vertex.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      double ax = first.get()[0] - vertex.get()[0];
      double ay = first.get()[1] - vertex.get()[1];
      double bx = last.get()[0] - vertex.get()[0];
      double by = last.get()[1] - vertex.get()[1];
      if (Math.hypot(ax, ay) == 0 || Math.hypot(bx, by) == 0) {
        return Optional.empty();
      }
      double radians = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
      return Optional.of(new JointAngle(name, Math.toDegrees(radians)));
    }
  }
}
