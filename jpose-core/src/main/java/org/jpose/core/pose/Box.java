package org.jpose.core.pose;

/**
 * An upright rectangle in pixels, in the frame of the keypoints it was made from.
 *
 * @param x left edge
 * @param y top edge
 * @param width extent to the right, not negative
 * @param height extent downwards, not negative
 */
public record Box(float x, float y, float width, float height) {
  /** Checks that the extent is not negative. */
  public Box {
    if (!(width >= 0) || !(height >= 0)) {
      throw new IllegalArgumentException("box of " + width + "x" + height + " pixels");
    }
  }
}
