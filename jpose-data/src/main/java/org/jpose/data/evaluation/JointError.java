package org.jpose.data.evaluation;

/**
 * How well one joint is placed.
 *
 * @param joint the joint's name
 * @param labelled labels of people that must be found
 * @param found labels whose person was found, with this joint
 * @param near labels to which a joint was found with a similarity of at least 0.5
 * @param medianDistance median distance of found joints from their labels, in square roots of the
 *     person's area; NaN if none was found
 * @param similarity mean similarity of all labels, 0 where the joint was not found; NaN without
 *     labels
 */
public record JointError(
    String joint, int labelled, int found, int near, double medianDistance, double similarity) {
  /** The part of the labels with the joint near; NaN without labels. */
  public double recall() {
    return (double) near / labelled;
  }
}
