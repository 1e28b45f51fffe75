package org.jpose.media.video.read;

/** Pixels of a frame before it is turned. */
record FrameSize(int width, int height) {
  boolean fitsInto(FrameSize other) {
    return width <= other.width && height <= other.height;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
