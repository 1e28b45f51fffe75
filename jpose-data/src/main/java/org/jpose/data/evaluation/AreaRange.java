package org.jpose.data.evaluation;

import java.util.Locale;

/** Sizes of people COCO tells apart, by the area of their segmentation in pixels. */
public enum AreaRange {
  /** Everybody. */
  ALL(0, 1e10),
  /** 32 x 32 to 96 x 96 pixels. */
  MEDIUM(32 * 32, 96 * 96),
  /** From 96 x 96 pixels. */
  LARGE(96 * 96, 1e10);

  private final double least;
  private final double most;

  AreaRange(double least, double most) {
    this.least = least;
    this.most = most;
  }

  boolean contains(double area) {
    return area >= least && area <= most;
  }

  /** The name in COCO's table. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
