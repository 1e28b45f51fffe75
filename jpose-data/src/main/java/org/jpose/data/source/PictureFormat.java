package org.jpose.data.source;

/** How images of a written folder are stored. */
public enum PictureFormat {
  /** Without loss. */
  PNG,
  /** Smaller, and not quite the same. */
  JPG;

  String extension() {
    return this == PNG ? ".png" : ".jpg";
  }
}
