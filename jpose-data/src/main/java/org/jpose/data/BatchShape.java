package org.jpose.data;

import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;

/**
 * What the samples of a batch look like.
 *
 * @param skeleton tells the channels
 * @param size the images' size, a multiple of the stride
 * @param stride pixels per cell
 * @param colour order of the images' planes
 */
public record BatchShape(Skeleton skeleton, NetworkSize size, int stride, ColourOrder colour) {
  /**
   * Checks the stride.
   *
   * @throws IllegalArgumentException if the size is not a multiple of the stride
   */
  public BatchShape {
    if (stride < 1 || size.width() % stride != 0 || size.height() % stride != 0) {
      throw new IllegalArgumentException(
          "images of %dx%d pixels with stride %d: both must be multiples of the stride"
              .formatted(size.width(), size.height(), stride));
    }
  }

  /** Cells in a row of the targets. */
  public int columns() {
    return size.width() / stride;
  }

  /** Rows of cells of the targets. */
  public int rows() {
    return size.height() / stride;
  }

  /** Numbers of one image. */
  public int imageLength() {
    return 3 * size.width() * size.height();
  }

  /** Numbers of one sample's heatmaps. */
  public int heatLength() {
    return skeleton.heatChannels() * rows() * columns();
  }

  /** Numbers of one sample's affinity fields. */
  public int affinityLength() {
    return skeleton.affinityChannels() * rows() * columns();
  }
}
