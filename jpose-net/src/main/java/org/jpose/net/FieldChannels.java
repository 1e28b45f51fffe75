package org.jpose.net;

import org.jpose.core.pose.Skeleton;

/**
 * The number of planes a network puts out, as its skeleton asks.
 *
 * @param heat heatmap planes: one per joint and the background
 * @param affinity part affinity planes: x and y of every limb
 */
public record FieldChannels(int heat, int affinity) {
  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if either is not positive
   */
  public FieldChannels {
    if (heat < 1 || affinity < 1) {
      throw new IllegalArgumentException(
          "field channels are heat " + heat + " and affinity " + affinity + ", both must be > 0");
    }
  }

  /** Those of a skeleton's fields. */
  public static FieldChannels of(Skeleton skeleton) {
    return new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels());
  }

  /** Returns heat and affinity planes together. */
  public int total() {
    return heat + affinity;
  }
}
