package org.jpose.core.image;

/** How an image is brought to the network's size. */
public enum Fit {
  /**
   * Both sides are scaled to the network's, whatever becomes of the shape, by OpenCV's bicubic
   * interpolation (a = -0.75, no smoothing): what tf-pose does.
   */
  STRETCH,
  /**
   * The shape is kept: the image is scaled to fit inside the network's size, averaging where it
   * shrinks, and filled with grey to the right and below up to the next multiple the network takes.
   */
  PAD
}
