package org.jpose.core.field;

/** What the loss says where a joint of a labelled person has no label. */
public enum UnknownJoints {
  /**
   * Nothing: within the person's box, a tenth of its longer side larger on each side, the joint's
   * heatmap and the limbs at it are masked.
   */
  MASKED,
  /** That the joint is nowhere: tf-openpose and CMU. */
  NEGATIVE
}
