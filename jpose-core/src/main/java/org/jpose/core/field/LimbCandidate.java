package org.jpose.core.field;

import java.util.Comparator;

/**
 * A limb that could join two peaks.
 *
 * @param limb index in the skeleton's limbs
 * @param from index among the peaks of the limb's first joint
 * @param to index among the peaks of the limb's second joint
 * @param score mean of the field along the limb, 1 at best
 */
record LimbCandidate(int limb, int from, int to, float score) {
  /** Best score first; ties in a fixed order, so that results do not depend on chance. */
  static final Comparator<LimbCandidate> BEST_FIRST =
      (a, b) -> {
        if (a.score != b.score) {
          return Float.compare(b.score, a.score);
        }
        if (a.limb != b.limb) {
          return Integer.compare(a.limb, b.limb);
        }
        return a.from != b.from ? Integer.compare(a.from, b.from) : Integer.compare(a.to, b.to);
      };
}
