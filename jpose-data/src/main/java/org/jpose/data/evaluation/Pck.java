package org.jpose.data.evaluation;

/**
 * Percentage of correct keypoints by one length.
 *
 * @param length by what distances are measured
 * @param labelled labelled joints of people whose labels tell that length
 * @param correct those of them that were found within the tolerance, each by the found person that
 *     belongs to the labelled one
 */
public record Pck(PckLength length, int labelled, int correct) {
  /** The part that is correct, 0 to 1; NaN without labels. */
  public double part() {
    return (double) correct / labelled;
  }
}
