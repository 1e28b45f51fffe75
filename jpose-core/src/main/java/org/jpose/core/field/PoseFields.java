package org.jpose.core.field;

import java.util.Objects;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;

/**
 * What a network says about an image: heatmaps and part affinity fields (Cao et al. 2017, section
 * 2), as {@code [channel][row][column]} on a grid of cells. With stride {@code s}, the centre of
 * cell {@code g} is at pixel {@code (g + 0.5) * s - 0.5} of the network's input. Wraps its arrays;
 * nobody may change them afterwards. Thread-safe.
 */
public final class PoseFields {
  /** Networks that have learned little yet may be far from the truth, but not by so much. */
  private static final float GREATEST = 10_000;

  private final Skeleton skeleton;
  private final int width;
  private final int height;
  private final int stride;
  private final float[] heat;
  private final float[] affinity;

  /**
   * Wraps planes.
   *
   * @param skeleton tells the channels
   * @param width cells in a row
   * @param height rows of cells
   * @param stride pixels of the network's input per cell
   * @param heat {@code [joints + 1][height][width]}, the background last
   * @param affinity {@code [2 * limbs][height][width]}, by the limbs' channels
   * @throws IllegalArgumentException if an array has another length
   */
  public PoseFields(
      Skeleton skeleton, int width, int height, int stride, float[] heat, float[] affinity) {
    this.skeleton = Objects.requireNonNull(skeleton, "skeleton");
    if (width < 1 || height < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "fields of " + width + "x" + height + " cells with stride " + stride);
    }
    this.width = width;
    this.height = height;
    this.stride = stride;
    this.heat = checked("heat", heat, skeleton.heatChannels());
    this.affinity = checked("affinity", affinity, skeleton.affinityChannels());
  }

  private float[] checked(String what, float[] planes, int channels) {
    if (planes.length != channels * width * height) {
      throw new IllegalArgumentException(
          "%s has %s values; skeleton %s on %sx%s cells needs %s"
              .formatted(
                  what, planes.length, skeleton.name(), width, height, channels * width * height));
    }
    return planes;
  }

  /**
   * Whether all values are numbers that a field may have: true ones are between -1 and 1. Those of
   * a network with damaged weights, or weights too large for its arithmetic, may be anything, and
   * nobody can be found in them.
   */
  public boolean isSensible() {
    return isSensible(heat) && isSensible(affinity);
  }

  private static boolean isSensible(float[] planes) {
    for (float value : planes) {
      // Written so that NaN is refused, too.
      if (!(Math.abs(value) <= GREATEST)) {
        return false;
      }
    }
    return true;
  }

  /** The skeleton that tells the channels. */
  public Skeleton skeleton() {
    return skeleton;
  }

  /** Cells in a row. */
  public int width() {
    return width;
  }

  /** Rows of cells. */
  public int height() {
    return height;
  }

  /** Pixels of the network's input per cell. */
  public int stride() {
    return stride;
  }

  /** Heatmaps, {@code [joints + 1][height][width]}; not a copy. */
  public float[] heat() {
    return heat;
  }

  /** Affinity fields, {@code [2 * limbs][height][width]}; not a copy. */
  public float[] affinity() {
    return affinity;
  }

  /** Height of a heatmap in a cell. */
  public float heat(int channel, int row, int column) {
    return heat[index(channel, skeleton.heatChannels(), row, column)];
  }

  /** One component of an affinity field in a cell. */
  public float affinity(int channel, int row, int column) {
    return affinity[index(channel, skeleton.affinityChannels(), row, column)];
  }

  private int index(int channel, int channels, int row, int column) {
    Objects.checkIndex(channel, channels);
    return (channel * height + Objects.checkIndex(row, height)) * width
        + Objects.checkIndex(column, width);
  }

  /** Pixel of the network's input at a place on the grid; cell centres are whole numbers. */
  double toPixel(double cell) {
    return (cell + 0.5) * stride - 0.5;
  }

  /** Place on the grid of a pixel of the network's input. */
  double toCell(double pixel) {
    return (pixel + 0.5) / stride - 0.5;
  }

  /**
   * The fields of the mirrored image: columns reversed, left and right joints and limbs exchanged,
   * x components negated. Twice is the identity.
   *
   * @throws IllegalArgumentException if a limb of the skeleton has no counterpart
   */
  public PoseFields mirrored() {
    float[] mirroredHeat = new float[heat.length];
    float[] mirroredAffinity = new float[affinity.length];
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      mirrorPlane(heat, skeleton.mirror(joint), mirroredHeat, joint, 1);
    }
    int background = skeleton.backgroundChannel();
    mirrorPlane(heat, background, mirroredHeat, background, 1);
    for (Limb limb : skeleton.limbs()) {
      int from = skeleton.mirror(limb).channel();
      mirrorPlane(affinity, from, mirroredAffinity, limb.channel(), -1);
      mirrorPlane(affinity, from + 1, mirroredAffinity, limb.channel() + 1, 1);
    }
    return new PoseFields(skeleton, width, height, stride, mirroredHeat, mirroredAffinity);
  }

  private void mirrorPlane(float[] source, int from, float[] target, int to, int sign) {
    for (int row = 0; row < height; row++) {
      int read = (from * height + row) * width + width - 1;
      int write = (to * height + row) * width;
      for (int column = 0; column < width; column++) {
        target[write + column] = sign * source[read - column];
      }
    }
  }
}
