package org.jpose.data.coco;

import java.util.Objects;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/**
 * A found person of a results file: all joints of the skeleton in order, in pixels; a joint that
 * was not found is at (0, 0) by COCO's custom. Positions are packed as floats. Immutable.
 */
public final class CocoDetection {
  private final long image;
  private final int category;
  private final float[] triplets;
  private final double score;
  private final double area;

  /**
   * A found person.
   *
   * @param image id of the image
   * @param category id of the category
   * @param triplets x, y and score of each joint; copied
   * @param score confidence in the person; detections are ranked by it
   * @throws IllegalArgumentException if the numbers are not triplets, or the score is not finite
   */
  public CocoDetection(long image, int category, float[] triplets, double score) {
    this(image, category, triplets, score, -1);
  }

  CocoDetection(long image, int category, float[] triplets, double score, double boxArea) {
    if (triplets.length % 3 != 0 || triplets.length == 0) {
      throw new IllegalArgumentException(
          "keypoints has " + triplets.length + " numbers, expected three a joint: x, y and score");
    }
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("score is " + score + ", not finite");
    }
    this.image = image;
    this.category = category;
    this.triplets = triplets.clone();
    this.score = score;
    this.area = boxArea >= 0 ? boxArea : extent(this.triplets);
  }

  /**
   * A pose in COCO's form.
   *
   * @param pose a person of the category's skeleton
   */
  public static CocoDetection of(long image, int category, Pose pose) {
    Objects.requireNonNull(pose, "pose");
    float[] triplets = new float[3 * pose.skeleton().jointCount()];
    for (Keypoint keypoint : pose.keypoints()) {
      triplets[3 * keypoint.joint()] = keypoint.x();
      triplets[3 * keypoint.joint() + 1] = keypoint.y();
      triplets[3 * keypoint.joint() + 2] = keypoint.score();
    }
    return new CocoDetection(image, category, triplets, pose.score());
  }

  private static double extent(float[] triplets) {
    float left = triplets[0];
    float top = triplets[1];
    float right = left;
    float bottom = top;
    for (int i = 3; i < triplets.length; i += 3) {
      left = Math.min(left, triplets[i]);
      right = Math.max(right, triplets[i]);
      top = Math.min(top, triplets[i + 1]);
      bottom = Math.max(bottom, triplets[i + 1]);
    }
    return ((double) right - left) * ((double) bottom - top);
  }

  /** Id of the image. */
  public long image() {
    return image;
  }

  /** Id of the category. */
  public int category() {
    return category;
  }

  /** Number of joints. */
  public int count() {
    return triplets.length / 3;
  }

  /** Pixels to the right. */
  public float x(int joint) {
    return triplets[3 * joint];
  }

  /** Pixels downwards. */
  public float y(int joint) {
    return triplets[3 * joint + 1];
  }

  /** Confidence in the joint; some programs write a visibility here. */
  public float jointScore(int joint) {
    return triplets[3 * joint + 2];
  }

  /** Whether the joint was found: joints that were not are at the origin. */
  public boolean isFound(int joint) {
    return x(joint) != 0 || y(joint) != 0;
  }

  /** Confidence in the person. */
  public double score() {
    return score;
  }

  /**
   * What COCO's evaluation takes for the size of a found person: the rectangle around all joints,
   * those at the origin included; or the rectangle the results give.
   */
  public double area() {
    return area;
  }
}
