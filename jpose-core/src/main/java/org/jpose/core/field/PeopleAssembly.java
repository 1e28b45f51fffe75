package org.jpose.core.field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/** Joins limbs into people, best limb first, then looks for the joints they lack. */
final class PeopleAssembly {
  private static final int ABSENT = -1;

  /**
   * In pixels of the network's input. Joints of small people lie badly, measured by their size: a
   * person of this diagonal has half the score of a very large one.
   */
  private static final double SMALL = 60;

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
      owner[joint] = new Person[peaks.get(joint).total()];
    }
  }

  /** Takes a limb in, unless the people at its two ends have a joint in common. */
  void add(LimbCandidate candidate) {
    Limb limb = skeleton.limbs().get(candidate.limb());
    Person first = owner(limb.from(), candidate.from());
    Person second = owner(limb.to(), candidate.to());
    if (first == second || first.fits(second)) {
      merge(first, second);
      first.limbs++;
      first.limbScores += candidate.score();
    }
  }

  /** Takes every peak of full height for somebody. */
  void addEachPeak() {
    for (int joint = 0; joint < owner.length; joint++) {
      for (int peak = 0; peak < peaks.get(joint).count(); peak++) {
        owner(joint, peak);
      }
    }
  }

  private Person owner(int joint, int peak) {
    if (owner[joint][peak] == null) {
      owner[joint][peak] = new Person(skeleton.jointCount(), joint, peak);
    }
    return owner[joint][peak];
  }

  private void merge(Person first, Person second) {
    if (first == second) {
      return;
    }
    for (int joint = 0; joint < second.peaks.length; joint++) {
      if (second.peaks[joint] != ABSENT) {
        first.peaks[joint] = second.peaks[joint];
        owner[joint][second.peaks[joint]] = first;
      }
    }
    first.limbs += second.limbs;
    first.limbScores += second.limbScores;
  }

  /**
   * The people with enough joints, in pixels of the network's input. A person's score does not
   * count the joints that were looked for afterwards.
   */
  List<Pose> people(DecoderOptions options) {
    List<Person> people = people(options.minKeypoints(skeleton));
    double[] scores = people.stream().mapToDouble(this::score).toArray();
    people.forEach(person -> complete(person, options));
    List<Pose> poses = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      poses.add(new Pose(skeleton, keypoints(people.get(i)), (float) scores[i]));
    }
    return poses;
  }

  /** Those with the greatest sum of joints' scores first, as these choose first. */
  private List<Person> people(int minKeypoints) {
    Set<Person> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Person> people = new ArrayList<>();
    for (Person[] owners : owner) {
      for (Person person : owners) {
        if (person != null && seen.add(person) && person.jointCount() >= minKeypoints) {
          person.kept = true;
          people.add(person);
        }
      }
    }
    people.sort(Comparator.comparingDouble(person -> -jointScores(person)));
    return people;
  }

  /**
   * Gives a person joints that it lacks and a limb connects with it: weak peaks, and peaks of
   * people that were dropped.
   */
  private void complete(Person person, DecoderOptions options) {
    for (Limb limb : skeleton.limbs()) {
      boolean forward = person.peaks[limb.from()] != ABSENT;
      int known = forward ? limb.from() : limb.to();
      int wanted = forward ? limb.to() : limb.from();
      if (person.peaks[known] != ABSENT && person.peaks[wanted] == ABSENT) {
        Person[] owners = owner[wanted];
        int found =
            LimbScorer.continuation(
                fields,
                limb,
                forward,
                person.peaks[known],
                peaks,
                peak -> owners[peak] == null || !owners[peak].kept,
                options);
        if (found >= 0) {
          person.peaks[wanted] = found;
          owners[found] = person;
        }
      }
    }
  }

  /**
   * The mean of the joints' and of the limbs' mean score, times the root of the part of the
   * skeleton's joints that was found, times {@code d / (d + 60)} with the diagonal {@code d} of the
   * joints in pixels of the network's input; 0 to 1. Without limbs it is the joints' mean score
   * times that root. What it weighs was learnt from training images, see docs/adr/0002.
   */
  private double score(Person person) {
    int found = person.jointCount();
    double joints = jointScores(person) / found;
    double part = Math.sqrt((double) found / skeleton.jointCount());
    if (skeleton.limbs().isEmpty()) {
      return joints * part;
    }
    double limbs = person.limbs == 0 ? 0 : person.limbScores / person.limbs;
    double diagonal = diagonal(person);
    return (joints + limbs) / 2 * part * diagonal / (diagonal + SMALL);
  }

  private double jointScores(Person person) {
    double sum = 0;
    for (int joint = 0; joint < person.peaks.length; joint++) {
      if (person.peaks[joint] != ABSENT) {
        sum += peaks.get(joint).score()[person.peaks[joint]];
      }
    }
    return sum;
  }

  private double diagonal(Person person) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = 0;
    float bottom = 0;
    for (int joint = 0; joint < person.peaks.length; joint++) {
      int peak = person.peaks[joint];
      if (peak != ABSENT) {
        left = Math.min(left, peaks.get(joint).x()[peak]);
        right = Math.max(right, peaks.get(joint).x()[peak]);
        top = Math.min(top, peaks.get(joint).y()[peak]);
        bottom = Math.max(bottom, peaks.get(joint).y()[peak]);
      }
    }
    return fields.stride() * Math.hypot(right - left, bottom - top);
  }

  private List<Keypoint> keypoints(Person person) {
    List<Keypoint> keypoints = new ArrayList<>();
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
      }
    }
    return keypoints;
  }

  /** The peak of each joint; identity is object identity. */
  private static final class Person {
    private final int[] peaks;
    private int limbs;
    private double limbScores;
    private boolean kept;

    Person(int joints, int joint, int peak) {
      peaks = new int[joints];
      Arrays.fill(peaks, ABSENT);
      peaks[joint] = peak;
    }

    int jointCount() {
      int count = 0;
      for (int peak : peaks) {
        if (peak != ABSENT) {
          count++;
        }
      }
      return count;
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
