package org.jpose.net;

/** What follows a sum or a convolution, element by element. */
public enum Activation {
  /** Nothing. */
  NONE,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code x} above 0, {@code exp(x) - 1} below (Clevert et al. 2016, arXiv 1511.07289). */
  ELU
}
