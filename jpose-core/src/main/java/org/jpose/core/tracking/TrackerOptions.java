package org.jpose.core.tracking;

/**
 * How a {@link PoseTracker} tells whether two people of different frames are one.
 *
 * @param minSimilarity least similarity, above 0 and below 1, of a person and of where one was
 *     expected; low values follow wild movements, high ones keep people apart who pass each other
 * @param memory seconds for which a person who is not found any more is looked for. Somebody who
 *     was seen for a shorter time is looked for no longer than that, so that people seen by mistake
 *     are soon forgotten
 * @param momentum seconds in which the speed of a person not seen falls to 1/e of what it was
 * @param drift how uncertain the place of a joint grows while it is not seen, in body sizes (roots
 *     of body areas) a second
 */
public record TrackerOptions(double minSimilarity, double memory, double momentum, double drift) {
  public TrackerOptions {
    if (!(minSimilarity > 0 && minSimilarity < 1)) {
      throw new IllegalArgumentException(
          "least similarity is " + minSimilarity + ", expected above 0 and below 1");
    }
    if (!(memory >= 0) || Double.isInfinite(memory)) {
      throw new IllegalArgumentException(
          "memory is " + memory + " seconds, expected 0 or more and finite");
    }
    if (!(momentum > 0) || Double.isInfinite(momentum)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + " seconds, expected above 0 and finite");
    }
    if (!(drift >= 0) || Double.isInfinite(drift)) {
      throw new IllegalArgumentException(
          "drift is " + drift + " body sizes a second, expected 0 or more and finite");
    }
  }

  /** Similarity 0.1, two seconds of memory, one second of momentum, drift 0.4. */
  public static TrackerOptions defaults() {
    return new TrackerOptions(0.1, 2, 1, 0.4);
  }
}
