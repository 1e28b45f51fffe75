package org.jpose.core.field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/** Joins limbs into people, best limb first. */
final class PeopleAssembly {
  private static final int ABSENT = -1;

  private final PoseFields fields;
  private final Skeleton skeleton;
  private final List<JointPeaks> peaks;

  /** The person each peak belongs to, {@code [joint][peak]}. */
  private final Person[][] owner;

  PeopleAssembly(PoseFields fields, List<JointPeaks> peaks) {
    this.fields = fields;
    this.skeleton = fields.skeleton();
    this.peaks = peaks;
    owner = new Person[skeleton.jointCount()][];
    for (int joint = 0; joint < owner.length; joint++) {
      owner[joint] = new Person[peaks.get(joint).count()];
    }
  }

  /** Takes a limb in, unless the people at its two ends have a joint in common. */
  void add(LimbCandidate candidate) {
    Limb limb = skeleton.limbs().get(candidate.limb());
    Person first = owner(limb.from(), candidate.from());
    Person second = owner(limb.to(), candidate.to());
    if (first != second && first.fits(second)) {
      merge(first, second);
    }
  }

  private Person owner(int joint, int peak) {
    if (owner[joint][peak] == null) {
      owner[joint][peak] = new Person(skeleton.jointCount(), joint, peak);
    }
    return owner[joint][peak];
  }

  private void merge(Person first, Person second) {
    for (int joint = 0; joint < second.peaks.length; joint++) {
      if (second.peaks[joint] != ABSENT) {
        first.peaks[joint] = second.peaks[joint];
        owner[joint][second.peaks[joint]] = first;
      }
    }
  }

  /** The people with at least so many joints, in pixels of the network's input. */
  List<Pose> people(int minKeypoints) {
    Map<Person, Boolean> found = new LinkedHashMap<>();
    for (Person[] owners : owner) {
      for (Person person : owners) {
        if (person != null) {
          found.put(person, true);
        }
      }
    }
    List<Pose> poses = new ArrayList<>();
    for (Person person : found.keySet()) {
      Pose pose = pose(person);
      if (pose.keypoints().size() >= minKeypoints) {
        poses.add(pose);
      }
    }
    return poses;
  }

  private Pose pose(Person person) {
    List<Keypoint> keypoints = new ArrayList<>();
    float sum = 0;
    for (int joint = 0; joint < person.peaks.length; joint++) {
      int peak = person.peaks[joint];
      if (peak != ABSENT) {
        JointPeaks candidates = peaks.get(joint);
        keypoints.add(
            new Keypoint(
                joint,
                skeleton.joints().get(joint).name(),
                (float) fields.toPixel(candidates.x()[peak]),
                (float) fields.toPixel(candidates.y()[peak]),
                candidates.score()[peak]));
        sum += candidates.score()[peak];
      }
    }
    // Of two people with equally sure joints the more complete one comes first.
    double score = sum / Math.sqrt((double) keypoints.size() * skeleton.jointCount());
    return new Pose(skeleton, keypoints, (float) score);
  }

  /** The peak of each joint; identity is object identity. */
  private static final class Person {
    private final int[] peaks;

    Person(int joints, int joint, int peak) {
      peaks = new int[joints];
      Arrays.fill(peaks, ABSENT);
      peaks[joint] = peak;
    }

    boolean fits(Person other) {
      for (int joint = 0; joint < peaks.length; joint++) {
        if (peaks[joint] != ABSENT && other.peaks[joint] != ABSENT) {
          return false;
        }
      }
      return true;
    }
  }
}
