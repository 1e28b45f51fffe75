package org.jpose.net;

/** What follows a sum or a convolution, element by element. */
public enum Activation {
  /** Nothing. */
  NONE,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6
}
