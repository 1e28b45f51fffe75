package org.jpose.core.field;

import java.util.Objects;

/**
 * What the targets of training are to say of one joint.
 *
 * @param x column in pixels of the network's input; without meaning if nothing is known
 * @param y row in pixels of the network's input; without meaning if nothing is known
 * @param certainty whether it is drawn
 */
public record TargetJoint(float x, float y, Certainty certainty) {
  /** What is known of a joint. */
  public enum Certainty {
    /** It is there: drawn. */
    KNOWN,
    /** It may be about there: not drawn, and no loss near it. */
    UNSURE,
    /** It may be anywhere on the person. */
    UNKNOWN
  }

  /** A joint of which nothing is known. */
  public static final TargetJoint UNKNOWN = new TargetJoint(0, 0, Certainty.UNKNOWN);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public TargetJoint {
    Objects.requireNonNull(certainty, "certainty");
    if (!Float.isFinite(x) || !Float.isFinite(y)) {
      throw new IllegalArgumentException("joint at " + x + ", " + y + " is not finite");
    }
  }
}
