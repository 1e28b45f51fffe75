package org.jpose.core.tracking;

import org.jpose.core.pose.Box;
import org.jpose.core.pose.Pose;

/** How large a person is, from the joints that were found. */
final class BodySize {
  /** A person of this many pixels is as small as people are found at all. */
  private static final double LEAST = 16;

  /** Somebody seen from the side, all joints in one line, is still a quarter as wide as high. */
  private static final double LEAST_ASPECT = 0.25;

  private BodySize() {}

  /** Root of the person's area in pixels; where joints are missing, their part of it is added. */
  static double of(Pose pose) {
    Box box = pose.box();
    double longer = Math.max(box.width(), box.height());
    double area = Math.max((double) box.width() * box.height(), LEAST_ASPECT * longer * longer);
    double found = (double) pose.keypoints().size() / pose.skeleton().jointCount();
    return Math.max(LEAST, Math.sqrt(area / found));
  }
}
