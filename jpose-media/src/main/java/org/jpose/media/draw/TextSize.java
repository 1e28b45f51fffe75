package org.jpose.media.draw;

/** How large text on a {@link Canvas} is. */
public enum TextSize {
  /** For labels. */
  SMALL(13),
  /** For titles. */
  LARGE(18);

  private final int pixels;

  TextSize(int pixels) {
    this.pixels = pixels;
  }

  int pixels() {
    return pixels;
  }
}
