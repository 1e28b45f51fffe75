package org.jpose.media.draw;

/** What {@link PoseRenderer} draws. */
public enum Drawing {
  /** People as limbs and joints. */
  SKELETON,
  /** The heatmaps' maximum over joints, laid half over the image. */
  HEATMAP,
  /** The strongest limb's affinity: direction as hue, strength as brightness, laid half over it. */
  AFFINITY,
  /** Four panels, as in tf-pose: people, heatmap, affinity in x, affinity in y. */
  ALL
}
