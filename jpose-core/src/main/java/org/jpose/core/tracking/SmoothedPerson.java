package org.jpose.core.tracking;

import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/** The filters of one person's joints. */
final class SmoothedPerson {
  /** Seconds over which the size is averaged, so that a lost leg does not change the filters. */
  private static final double SIZE_MEMORY = 1;

  private final Skeleton skeleton;
  private final SmoothedPoint[] joints;
  private double size;
  private double lastSeen = Double.NEGATIVE_INFINITY;

  SmoothedPerson(Pose pose) {
    skeleton = pose.skeleton();
    joints = new SmoothedPoint[skeleton.jointCount()];
    size = BodySize.of(pose);
  }

  Skeleton skeleton() {
    return skeleton;
  }

  double lastSeen() {
    return lastSeen;
  }

  Pose add(double seconds, Pose pose, SmoothingOptions options) {
    if (lastSeen != Double.NEGATIVE_INFINITY) {
      size -= Math.expm1(-(seconds - lastSeen) / SIZE_MEMORY) * (BodySize.of(pose) - size);
    }
    lastSeen = seconds;
    return pose.map(keypoint -> add(seconds, keypoint, options));
  }

  private Keypoint add(double seconds, Keypoint keypoint, SmoothingOptions options) {
    SmoothedPoint point = joints[keypoint.joint()];
    if (point == null || seconds - point.time() > options.memory()) {
      joints[keypoint.joint()] = new SmoothedPoint(seconds, keypoint.x(), keypoint.y());
      return keypoint;
    }
    point.add(seconds, keypoint.x(), keypoint.y(), size, options);
    return keypoint.at(point.x(), point.y());
  }
}
