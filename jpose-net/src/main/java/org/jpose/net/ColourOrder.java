package org.jpose.net;

/** The order in which a network expects the three colour planes of its input. */
public enum ColourOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red, as OpenCV reads images. */
  BGR
}
