package org.jpose.data.evaluation;

import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoKeypoints;
import org.jpose.data.coco.CocoPerson;

/**
 * COCO's object keypoint similarity (OKS): the mean, over the labelled joints, of {@code exp(-d^2 /
 * (2 s^2 k^2))} with the distance {@code d}, the person's area {@code s^2}, and {@code k} twice the
 * joint's sigma.
 */
final class KeypointSimilarity {
  private static final double TINY = Math.ulp(1.0);

  private final double[] variances;

  KeypointSimilarity(Skeleton skeleton) {
    variances =
        skeleton.joints().stream()
            .mapToDouble(joint -> 4 * joint.sigma() * joint.sigma())
            .toArray();
  }

  /**
   * The similarity of a found person and a labelled one. Where no joint is labelled, distances are
   * those to the box enlarged by its own width and height at each side, over all joints.
   */
  double of(CocoPerson person, CocoDetection found) {
    if (person.keypoints().labelled() == 0) {
      return toBox(person, found);
    }
    CocoKeypoints labels = person.keypoints();
    double sum = 0;
    int count = 0;
    for (int joint = 0; joint < labels.count(); joint++) {
      if (labels.isLabelled(joint)) {
        sum += ofJoint(person, found, joint);
        count++;
      }
    }
    return sum / count;
  }

  /** The share of one labelled joint: 1 at its place. */
  double ofJoint(CocoPerson person, CocoDetection found, int joint) {
    double dx = (double) found.x(joint) - person.keypoints().x(joint);
    double dy = (double) found.y(joint) - person.keypoints().y(joint);
    return similarity(dx, dy, joint, person.area());
  }

  private double toBox(CocoPerson person, CocoDetection found) {
    Box box = person.box();
    double left = (double) box.x() - box.width();
    double top = (double) box.y() - box.height();
    double right = box.x() + 2.0 * box.width();
    double bottom = box.y() + 2.0 * box.height();
    double sum = 0;
    for (int joint = 0; joint < variances.length; joint++) {
      double dx = Math.max(0, left - found.x(joint)) + Math.max(0, found.x(joint) - right);
      double dy = Math.max(0, top - found.y(joint)) + Math.max(0, found.y(joint) - bottom);
      sum += similarity(dx, dy, joint, person.area());
    }
    return sum / variances.length;
  }

  private double similarity(double dx, double dy, int joint, double area) {
    return Math.exp(-(dx * dx + dy * dy) / variances[joint] / (area + TINY) / 2);
  }
}
