package org.jpose.core.pose;

import java.util.Objects;

/**
 * A joint as an annotator or a teacher has put it.
 *
 * @param x pixels to the right of the centre of the image's top-left pixel
 * @param y pixels below the centre of the image's top-left pixel
 * @param visibility what is known of it
 */
public record LabelledJoint(float x, float y, Visibility visibility) {
  /** A joint of which nothing is known. */
  public static final LabelledJoint UNLABELLED = new LabelledJoint(0, 0, Visibility.UNLABELLED);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public LabelledJoint {
    Objects.requireNonNull(visibility, "visibility");
    if (!Float.isFinite(x) || !Float.isFinite(y)) {
      throw new IllegalArgumentException("joint at " + x + ", " + y + " is not finite");
    }
  }

  /** Whether the place is known. */
  public boolean isLabelled() {
    return visibility.isLabelled();
  }

  /** Whether nothing is known, not even about where it is. */
  public boolean isUnlabelled() {
    return visibility == Visibility.UNLABELLED;
  }

  /** The same joint at another place. */
  public LabelledJoint at(double newX, double newY) {
    return new LabelledJoint((float) newX, (float) newY, visibility);
  }
}
