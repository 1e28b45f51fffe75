package org.jpose.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often people change their numbers: the identity switches of the CLEAR MOT metrics (Bernardin
 * and Stiefelhagen 2008). A person found with another number than when last found is one switch,
 * also after a pause.
 */
final class IdentityCount {
  private final Map<Integer, Integer> idOf = new HashMap<>();
  private final Set<Integer> ids = new HashSet<>();
  private int switches;
  private int sightings;

  void add(List<Integer> truth, List<Integer> found) {
    for (int i = 0; i < truth.size(); i++) {
      ids.add(found.get(i));
      if (truth.get(i) != Walk.GHOST) {
        Integer before = idOf.put(truth.get(i), found.get(i));
        sightings++;
        if (before != null && !before.equals(found.get(i))) {
          switches++;
        }
      }
    }
  }

  int switches() {
    return switches;
  }

  int sightings() {
    return sightings;
  }

  /** How many different numbers there were. */
  int ids() {
    return ids.size();
  }
}
