package org.jpose.data.remote;

import java.util.EnumMap;
import java.util.Map;

/** Counts by reason. Not thread-safe. */
final class Tally<E extends Enum<E>> {
  private final Map<E, Long> counts;

  Tally(Class<E> reasons) {
    counts = new EnumMap<>(reasons);
  }

  void add(E reason) {
    add(reason, 1);
  }

  void add(E reason, long more) {
    counts.merge(reason, more, Long::sum);
  }

  Map<E, Long> counts() {
    return Map.copyOf(counts);
  }
}
