package org.jpose.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * People who walk to and fro before a camera and pass each other, as a network sees them: joints
 * tremble and are missing, nearer people hide those behind, people are missed, others are seen who
 * are not there. The tester knows who is who.
 */
final class Walk {
  /** Marks somebody who is not there. */
  static final int GHOST = -1;

  static final int WIDTH = 1280;
  static final int HEIGHT = 720;

  private static final Skeleton SKELETON = Skeletons.COCO18;
  private static final int LEAST_JOINTS = 4;

  /** COCO-18 joints of somebody upright of height 1, x from the spine and y from the soles. */
  private static final double[][] UPRIGHT = {
    {0, -0.92}, {0, -0.82}, {-0.12, -0.81}, {-0.17, -0.66}, {-0.18, -0.53}, {0.12, -0.81},
    {0.17, -0.66}, {0.18, -0.53}, {-0.07, -0.5}, {-0.08, -0.27}, {-0.08, -0.05}, {0.07, -0.5},
    {0.08, -0.27}, {0.08, -0.05}, {-0.025, -0.94}, {0.025, -0.94}, {-0.05, -0.93}, {0.05, -0.93}
  };

  /** How far each joint swings with the step, the sides against each other. */
  private static final double[] SWING = {
    0, 0, 0, 0.05, 0.12, 0, -0.05, -0.12, 0, -0.07, -0.14, 0, 0.07, 0.14, 0, 0, 0, 0
  };

  private Walk() {}

  /**
   * What is seen.
   *
   * @param people how many walk
   * @param rate frames a second
   * @param seconds length
   * @param jitter standard deviation of a joint's place, in body heights
   * @param missedJoints chance of a joint not to be found
   * @param missedPeople chance of a person not to be found
   * @param ghosts chance of a frame to show somebody who is not there
   * @param uneven whether frames come at uneven times
   */
  record Conditions(
      int people,
      double rate,
      double seconds,
      double jitter,
      double missedJoints,
      double missedPeople,
      double ghosts,
      boolean uneven) {
    static Conditions usual(int people) {
      return new Conditions(people, 25, 12, 0.012, 0.1, 0.05, 0.1, false);
    }

    Conditions withRate(double newRate) {
      return new Conditions(
          people, newRate, seconds, jitter, missedJoints, missedPeople, ghosts, uneven);
    }

    Conditions withUneven() {
      return new Conditions(
          people, rate, seconds, jitter, missedJoints, missedPeople, ghosts, true);
    }

    Conditions withMissedPeople(double newMissedPeople) {
      return new Conditions(
          people, rate, seconds, jitter, missedJoints, newMissedPeople, ghosts, uneven);
    }

    Conditions withSeconds(double newSeconds) {
      return new Conditions(
          people, rate, newSeconds, jitter, missedJoints, missedPeople, ghosts, uneven);
    }
  }

  /**
   * One frame.
   *
   * @param seconds time
   * @param people who was found
   * @param truth who each of them is, or {@link #GHOST}
   */
  record Frame(double seconds, List<Pose> people, List<Integer> truth) {}

  static List<Frame> of(Random random, Conditions conditions) {
    List<Walker> walkers = new ArrayList<>();
    for (int i = 0; i < conditions.people(); i++) {
      walkers.add(new Walker(random));
    }
    List<Frame> frames = new ArrayList<>();
    double seconds = 0;
    while (seconds < conditions.seconds()) {
      frames.add(frame(random, conditions, walkers, seconds));
      double step = 1 / conditions.rate();
      seconds += conditions.uneven() ? step * (0.2 + 3 * Math.pow(random.nextDouble(), 2)) : step;
    }
    return frames;
  }

  private static Frame frame(
      Random random, Conditions conditions, List<Walker> walkers, double seconds) {
    List<Pose> bodies = walkers.stream().map(walker -> walker.at(seconds)).toList();
    List<Box> boxes = bodies.stream().map(Pose::box).toList();
    List<Pose> people = new ArrayList<>();
    List<Integer> truth = new ArrayList<>();
    for (int i = 0; i < walkers.size(); i++) {
      List<Keypoint> seen = new ArrayList<>();
      for (Keypoint joint : bodies.get(i).keypoints()) {
        double jitter = conditions.jitter() * walkers.get(i).height;
        Keypoint moved =
            joint.at(
                joint.x() + jitter * random.nextGaussian(),
                joint.y() + jitter * random.nextGaussian());
        boolean missed = random.nextDouble() < conditions.missedJoints();
        if (!missed && isInPicture(moved) && !isHidden(joint, i, walkers, boxes)) {
          seen.add(moved);
        }
      }
      boolean missed = random.nextDouble() < conditions.missedPeople();
      if (!missed && seen.size() >= LEAST_JOINTS) {
        people.add(new Pose(SKELETON, seen, random.nextFloat()));
        truth.add(i);
      }
    }
    if (random.nextDouble() < conditions.ghosts()) {
      people.add(new RandomPeople(random, WIDTH, HEIGHT).person(60 + 200 * random.nextDouble()));
      truth.add(GHOST);
    }
    return new Frame(seconds, List.copyOf(people), List.copyOf(truth));
  }

  private static boolean isInPicture(Keypoint joint) {
    return joint.x() >= 0 && joint.x() < WIDTH && joint.y() >= 0 && joint.y() < HEIGHT;
  }

  /** Whether the trunk or head of somebody nearer is before the joint. */
  private static boolean isHidden(
      Keypoint joint, int person, List<Walker> walkers, List<Box> boxes) {
    for (int i = 0; i < walkers.size(); i++) {
      if (walkers.get(i).feet > walkers.get(person).feet) {
        Box box = boxes.get(i);
        boolean across =
            joint.x() > box.x() + 0.15 * box.width() && joint.x() < box.x() + 0.85 * box.width();
        if (across && joint.y() > box.y() && joint.y() < box.y() + box.height()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Somebody who walks from border to border, faster and slower. */
  private static final class Walker {
    private final double feet;
    private final double height;
    private final double speed;
    private final double start;
    private final double girth;
    private final double step;
    private final double whim;

    Walker(Random random) {
      // Those further down in the picture are nearer, so larger.
      double near = random.nextDouble();
      feet = HEIGHT * (0.55 + 0.4 * near);
      height = HEIGHT * (0.2 + 0.35 * near) * (0.9 + 0.2 * random.nextDouble());
      speed = height * (0.2 + 0.8 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
      start = WIDTH * random.nextDouble();
      girth = 0.4 + 0.6 * random.nextDouble();
      step = 2 * Math.PI * (0.7 + 0.6 * random.nextDouble());
      whim = 2 * Math.PI * random.nextDouble();
    }

    Pose at(double seconds) {
      double way = start + speed * (seconds + 0.4 * Math.sin(seconds + whim));
      double lap = ((way % (2 * WIDTH)) + 2 * WIDTH) % (2 * WIDTH);
      double x = lap < WIDTH ? lap : 2 * WIDTH - lap;
      List<Keypoint> joints = new ArrayList<>();
      for (int joint = 0; joint < UPRIGHT.length; joint++) {
        double swing = SWING[joint] * Math.sin(step * seconds + whim);
        joints.add(
            new Keypoint(
                joint,
                SKELETON.joints().get(joint).name(),
                (float) (x + height * (girth * UPRIGHT[joint][0] + swing)),
                (float) (feet + height * UPRIGHT[joint][1]),
                1));
      }
      return new Pose(SKELETON, joints, 1);
    }
  }
}
