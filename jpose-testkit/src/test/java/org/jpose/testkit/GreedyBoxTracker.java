package org.jpose.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Pose;

/**
 * The tracker one would write first, to be beaten: each person has the number of the box it
 * overlaps most, best pairs first; boxes of people not found stay where they were for a while.
 */
final class GreedyBoxTracker {
  private static final double LEAST_OVERLAP = 0.1;
  private static final double MEMORY = 2;

  private final List<Known> known = new ArrayList<>();
  private int lastId;

  List<Integer> update(double seconds, List<Pose> people) {
    known.removeIf(one -> seconds - one.seconds > MEMORY);
    record Pair(int person, Known known, double overlap) {}
    List<Pair> pairs = new ArrayList<>();
    for (int person = 0; person < people.size(); person++) {
      for (Known one : known) {
        pairs.add(new Pair(person, one, overlap(people.get(person).box(), one.box)));
      }
    }
    pairs.sort(Comparator.comparingDouble(pair -> -pair.overlap()));
    Integer[] ids = new Integer[people.size()];
    Set<Known> taken = new HashSet<>();
    for (Pair pair : pairs) {
      if (pair.overlap() >= LEAST_OVERLAP
          && ids[pair.person()] == null
          && taken.add(pair.known())) {
        ids[pair.person()] = pair.known().id;
        pair.known().put(seconds, people.get(pair.person()).box());
      }
    }
    for (int person = 0; person < ids.length; person++) {
      if (ids[person] == null) {
        Known one = new Known(++lastId);
        one.put(seconds, people.get(person).box());
        known.add(one);
        ids[person] = one.id;
      }
    }
    return Arrays.asList(ids);
  }

  private static double overlap(Box a, Box b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    double common = Math.max(0, width) * Math.max(0, height);
    return common / (a.width() * a.height() + b.width() * b.height() - common + 1e-9);
  }

  private static final class Known {
    private final int id;
    private double seconds;
    private Box box;

    Known(int id) {
      this.id = id;
    }

    void put(double now, Box where) {
      seconds = now;
      box = where;
    }
  }
}
