package org.jpose.media.draw;

/**
 * How {@link PoseRenderer} works.
 *
 * @param onBlack whether people are drawn on black instead of on the image
 */
public record DrawingOptions(boolean onBlack) {
  /** On the image. */
  public static DrawingOptions defaults() {
    return new DrawingOptions(false);
  }

  /** The same on black, or on the image. */
  public DrawingOptions withOnBlack(boolean newOnBlack) {
    return new DrawingOptions(newOnBlack);
  }
}
