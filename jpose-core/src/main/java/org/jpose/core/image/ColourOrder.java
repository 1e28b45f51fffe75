package org.jpose.core.image;

/** The order of the three colour values of a pixel. */
public enum ColourOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red: what OpenCV and most OpenPose networks use. */
  BGR;

  /** Position of red within a pixel: 0 or 2; blue has the other, green always 1. */
  public int red() {
    return this == RGB ? 0 : 2;
  }
}
