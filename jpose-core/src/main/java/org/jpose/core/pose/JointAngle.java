package org.jpose.core.pose;

import java.util.Objects;

/**
 * How far a joint is bent in the picture.
 *
 * @param joint name of the joint at the vertex
 * @param degrees angle between the two parts of the body that meet there, 0 (folded) to 180
 *     (straight)
 */
public record JointAngle(String joint, double degrees) {
  public JointAngle {
    Objects.requireNonNull(joint, "joint");
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException(
          joint + ": an angle of " + degrees + " degrees, expected 0 to 180");
    }
  }
}
