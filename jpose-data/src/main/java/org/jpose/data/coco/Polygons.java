package org.jpose.data.coco;

import java.util.List;

/**
 * The union of polygons, each closed from its last corner to its first. Corners are pixels as
 * annotated, in COCO's frame for outlines: the top-left corner of the top-left pixel is (0, 0),
 * half a pixel from jpose's frame of keypoints. Immutable.
 */
public final class Polygons implements Segmentation {
  /** No polygon. */
  static final Polygons NONE = new Polygons(List.of());

  private final float[][] rings;

  /**
   * Copies.
   *
   * @param rings x and y of each polygon's corners in turn
   * @throws IllegalArgumentException if a polygon has an odd number of coordinates
   */
  public Polygons(List<float[]> rings) {
    this.rings = new float[rings.size()][];
    for (int i = 0; i < this.rings.length; i++) {
      float[] ring = rings.get(i);
      if (ring.length % 2 != 0) {
        throw new IllegalArgumentException(
            "a polygon has " + ring.length + " coordinates, expected pairs of x and y");
      }
      this.rings[i] = ring.clone();
    }
  }

  @Override
  public boolean isEmpty() {
    return rings.length == 0;
  }

  /** Number of polygons. */
  public int count() {
    return rings.length;
  }

  /** Number of corners of a polygon; those with fewer than three hold nothing. */
  public int corners(int polygon) {
    return rings[polygon].length / 2;
  }

  /** Pixels to the right of the image's left edge. */
  public float x(int polygon, int corner) {
    return rings[polygon][2 * corner];
  }

  /** Pixels below the image's top edge. */
  public float y(int polygon, int corner) {
    return rings[polygon][2 * corner + 1];
  }
}
