package org.jpose.net;

/** Where a bilinear resize reads: how cell {@code x} of the result maps to the source. */
public enum Interpolation {
  /** {@code (x + 0.5) * in / out - 0.5}: cell centres stay in place. */
  HALF_PIXEL,
  /** {@code x * in / out}: TensorFlow's legacy resize, half a cell off. */
  ASYMMETRIC,
  /** {@code x * (in - 1) / (out - 1)}: the corner cells stay in place. */
  ALIGN_CORNERS
}
