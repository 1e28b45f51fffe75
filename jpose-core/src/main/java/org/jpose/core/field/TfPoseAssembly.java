package org.jpose.core.field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.field.TfPoseDecoder.Connection;
import org.jpose.core.field.TfPoseDecoder.Peak;
import org.jpose.core.pose.Skeleton;

/** tf-pose's assembly of limbs into people, limb kind by limb kind, faults included. */
final class TfPoseAssembly {
  private static final int ABSENT = -1;

  private final Skeleton skeleton;
  private final List<Peak> peaks = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();

  TfPoseAssembly(Skeleton skeleton, List<List<Peak>> peaksByJoint) {
    this.skeleton = skeleton;
    peaksByJoint.forEach(peaks::addAll);
  }

  List<Person> people() {
    return people;
  }

  /** The peak of a number; null if absent or, by the fault in merging, past the last one. */
  Peak peak(int id) {
    return id >= 0 && id < peaks.size() ? peaks.get(id) : null;
  }

  void add(int limb, List<Connection> connections) {
    int from = skeleton.limbs().get(limb).from();
    int to = skeleton.limbs().get(limb).to();
    // The last two limbs, from shoulder to ear, never start a person.
    boolean mayStart = skeleton.limbs().size() <= 2 || limb < skeleton.limbs().size() - 2;
    for (Connection connection : connections) {
      List<Person> holders =
          people.stream()
              .filter(
                  person ->
                      person.ids[from] == connection.from().id()
                          || person.ids[to] == connection.to().id())
              .toList();
      switch (holders.size()) {
        case 0 -> {
          if (mayStart) {
            people.add(new Person(skeleton.jointCount(), from, to, connection));
          }
        }
        case 1 -> {
          if (holders.get(0).ids[to] != connection.to().id()) {
            holders.get(0).put(to, connection);
          }
        }
        case 2 -> {
          if (holders.get(0).overlaps(holders.get(1))) {
            holders.get(0).put(to, connection);
          } else {
            holders.get(0).merge(holders.get(1), connection);
            people.remove(holders.get(1));
          }
        }
        default -> {
          // tf-pose drops a limb that three or more people share.
        }
      }
    }
  }

  /** Peak numbers by joint, with the sum of scores and tf-pose's own count of joints. */
  static final class Person {
    private final int[] ids;
    private float score;
    private int count;

    private Person(int joints, int from, int to, Connection connection) {
      ids = new int[joints];
      Arrays.fill(ids, ABSENT);
      ids[from] = connection.from().id();
      ids[to] = connection.to().id();
      count = 2;
      score = connection.from().score() + connection.to().score() + connection.score();
    }

    int peak(int joint) {
      return ids[joint];
    }

    float score() {
      return score;
    }

    int count() {
      return count;
    }

    private void put(int joint, Connection connection) {
      ids[joint] = connection.to().id();
      count++;
      score += connection.to().score() + connection.score();
    }

    private boolean overlaps(Person other) {
      for (int joint = 0; joint < ids.length; joint++) {
        if (ids[joint] > 0 && other.ids[joint] > 0) {
          return true;
        }
      }
      return false;
    }

    private void merge(Person other, Connection connection) {
      for (int joint = 0; joint < ids.length; joint++) {
        ids[joint] += other.ids[joint] + 1;
      }
      count += other.count;
      score += other.score;
      score += connection.score();
    }
  }
}
