package org.jpose.core.tracking;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** Somebody upright for tests, all joints of COCO-18. */
final class Figure {
  static final Skeleton SKELETON = Skeletons.COCO18;

  private static final double[][] UPRIGHT = {
    {0, 0.08}, {0, 0.18}, {-0.12, 0.19}, {-0.17, 0.34}, {-0.18, 0.47}, {0.12, 0.19},
    {0.17, 0.34}, {0.18, 0.47}, {-0.07, 0.5}, {-0.08, 0.73}, {-0.08, 0.95}, {0.07, 0.5},
    {0.08, 0.73}, {0.08, 0.95}, {-0.025, 0.06}, {0.025, 0.06}, {-0.05, 0.07}, {0.05, 0.07}
  };

  private Figure() {}

  /** Somebody whose crown is above (x, y). */
  static Pose at(double x, double y, double height) {
    List<Keypoint> joints = new ArrayList<>();
    for (int joint = 0; joint < UPRIGHT.length; joint++) {
      joints.add(
          new Keypoint(
              joint,
              SKELETON.joints().get(joint).name(),
              (float) (x + height * UPRIGHT[joint][0]),
              (float) (y + height * UPRIGHT[joint][1]),
              0.9f));
    }
    return new Pose(SKELETON, joints, 0.5f);
  }

  static Pose at(double x) {
    return at(x, 100, 200);
  }

  static Pose withScore(Pose pose, double score) {
    return new Pose(pose.skeleton(), pose.keypoints(), (float) score);
  }

  /** Only these joints. */
  static Pose only(Pose pose, String... names) {
    List<String> kept = List.of(names);
    return new Pose(
        pose.skeleton(),
        pose.keypoints().stream().filter(joint -> kept.contains(joint.name())).toList(),
        pose.score());
  }
}
