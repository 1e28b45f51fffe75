package org.jpose.core.field;

import java.util.Objects;

/**
 * Where the targets of one image and their masks go: pieces of larger arrays, for example those of
 * a batch. Wraps the arrays.
 *
 * @param width cells in a row
 * @param height rows of cells
 * @param heat {@code [joints + 1][height][width]} from {@code heatStart}, the background last
 * @param heatMask as {@code heat}, 0 to 1
 * @param heatStart index of the first number in {@code heat} and {@code heatMask}
 * @param affinity {@code [2 * limbs][height][width]} from {@code affinityStart}, by the limbs'
 *     channels
 * @param affinityMask as {@code affinity}, 0 to 1
 * @param affinityStart index of the first number in {@code affinity} and {@code affinityMask}
 */
public record TargetPlanes(
    int width,
    int height,
    float[] heat,
    float[] heatMask,
    int heatStart,
    float[] affinity,
    float[] affinityMask,
    int affinityStart) {
  /** Checks that there is a grid. */
  public TargetPlanes {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("targets of " + width + "x" + height + " cells");
    }
    Objects.requireNonNull(heat, "heat");
    Objects.requireNonNull(heatMask, "heatMask");
    Objects.requireNonNull(affinity, "affinity");
    Objects.requireNonNull(affinityMask, "affinityMask");
  }

  /** Cells of a plane. */
  int plane() {
    return width * height;
  }
}
