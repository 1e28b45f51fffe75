package org.jpose.data.evaluation;

/**
 * People found and not. Those COCO ignores (crowds, without keypoints) count nowhere.
 *
 * @param people labelled people
 * @param matched labelled people that were found
 * @param mistaken found people that are none
 */
public record PeopleCounts(int people, int matched, int mistaken) {
  /** Labelled people that were not found. */
  public int missed() {
    return people - matched;
  }

  /** The part of the found people that are people; 0 if nobody was found. */
  public double precision() {
    return matched == 0 ? 0 : (double) matched / (matched + mistaken);
  }

  /** The part of the people that were found; 0 if there are none. */
  public double recall() {
    return matched == 0 ? 0 : (double) matched / people;
  }

  /** Harmonic mean of precision and recall. */
  public double f1() {
    return matched == 0 ? 0 : 2.0 * matched / (people + matched + mistaken);
  }
}
