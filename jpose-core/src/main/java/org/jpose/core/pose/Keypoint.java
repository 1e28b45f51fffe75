package org.jpose.core.pose;

import java.util.Objects;

/**
 * A joint found in an image.
 *
 * @param joint index in the skeleton's joints
 * @param name the joint's name
 * @param x pixels to the right of the centre of the top-left pixel
 * @param y pixels below the centre of the top-left pixel
 * @param score confidence: the height of the joint's heatmap here, about 0 to 1
 */
public record Keypoint(int joint, String name, float x, float y, float score) {
  /** Checks that all numbers are finite. */
  public Keypoint {
    Objects.requireNonNull(name, "name");
    if (!Float.isFinite(x) || !Float.isFinite(y) || !Float.isFinite(score)) {
      throw new IllegalArgumentException(
          name + ": " + x + ", " + y + ", score " + score + " is not finite");
    }
  }

  /** The same joint and score at another place. */
  public Keypoint at(double newX, double newY) {
    return new Keypoint(joint, name, (float) newX, (float) newY, score);
  }
}
