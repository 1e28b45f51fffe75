package org.jpose.data.coco;

/** Which pixels are a person's, or a crowd's. */
public sealed interface Segmentation permits Polygons, Rle {
  /** Whether the file gives none: the box is all that is known. */
  boolean isEmpty();
}
