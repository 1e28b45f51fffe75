package org.jpose.data.evaluation;

import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoKeypoints;
import org.jpose.data.coco.CocoPerson;

/** By what length the percentage of correct keypoints (PCK) measures distances. */
public enum PckLength {
  /** A fifth of the longer side of the person's box (Yang and Ramanan 2013). */
  BOX("PCK@0.2 box", 0.2),
  /** A fifth of the torso: from a shoulder to the hip of the other side, the longer of both. */
  TORSO("PCK@0.2 torso", 0.2),
  /**
   * Half of the head, from the top to the neck (PCKh, after Andriluka et al. 2014, who measure a
   * box of the head that annotations of joints do not have).
   */
  HEAD("PCKh@0.5", 0.5);

  private final String label;
  private final double factor;

  PckLength(String label, double factor) {
    this.label = label;
    this.factor = factor;
  }

  /** How the measure is called. */
  public String label() {
    return label;
  }

  /** Pixels up to which a joint of this person is correct; NaN where labels do not tell. */
  double tolerance(CocoPerson person, Skeleton skeleton) {
    double length =
        switch (this) {
          case BOX -> Math.max(person.box().width(), person.box().height());
          case TORSO ->
              longer(
                  distance(person, skeleton, "left_shoulder", "right_hip"),
                  distance(person, skeleton, "right_shoulder", "left_hip"));
          case HEAD ->
              longer(
                  distance(person, skeleton, "head_top", "upper_neck"),
                  distance(person, skeleton, "head", "neck"));
        };
    return length > 0 ? factor * length : Double.NaN;
  }

  private static double longer(double a, double b) {
    return Double.isNaN(a) || b > a ? b : a;
  }

  private static double distance(
      CocoPerson person, Skeleton skeleton, String first, String second) {
    int a = skeleton.indexOf(first);
    int b = skeleton.indexOf(second);
    CocoKeypoints labels = person.keypoints();
    if (a < 0 || b < 0 || !labels.isLabelled(a) || !labels.isLabelled(b)) {
      return Double.NaN;
    }
    return Math.hypot(labels.x(a) - labels.x(b), labels.y(a) - labels.y(b));
  }
}
