package org.jpose.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** Draws people of plausible shape, for tests of encoder, decoders and drawing. */
public final class RandomPeople {
  private static final Skeleton SKELETON = Skeletons.COCO18;
  private static final int ATTEMPTS = 2000;

  /** COCO-18 joints of an upright person of height 1, x from the spine and y from the crown. */
  private static final double[][] UPRIGHT = {
    {0, 0.08}, {0, 0.18}, {-0.12, 0.19}, {-0.17, 0.34}, {-0.18, 0.47}, {0.12, 0.19},
    {0.17, 0.34}, {0.18, 0.47}, {-0.07, 0.5}, {-0.08, 0.73}, {-0.08, 0.95}, {0.07, 0.5},
    {0.08, 0.73}, {0.08, 0.95}, {-0.025, 0.06}, {0.025, 0.06}, {-0.05, 0.07}, {0.05, 0.07}
  };

  private final Random random;
  private final int width;
  private final int height;

  /**
   * Draws on a canvas.
   *
   * @param random source of chance; print its seed
   * @param width pixels in a row
   * @param height rows
   */
  public RandomPeople(Random random, int width, int height) {
    this.random = random;
    this.width = width;
    this.height = height;
  }

  /** One person of a height in pixels, wholly on the canvas, upright within a quarter turn. */
  public Pose person(double bodyHeight) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double angle = (random.nextDouble() - 0.5) * Math.PI / 2;
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      List<Keypoint> joints = new ArrayList<>();
      for (int joint = 0; joint < SKELETON.jointCount(); joint++) {
        // Little play in the face, more in the limbs.
        double play = UPRIGHT[joint][1] < 0.1 ? 0.01 : 0.05;
        double across = UPRIGHT[joint][0] + (random.nextDouble() - 0.5) * play;
        double down = UPRIGHT[joint][1] - 0.5 + (random.nextDouble() - 0.5) * play;
        joints.add(
            new Keypoint(
                joint,
                SKELETON.joints().get(joint).name(),
                (float) (x + bodyHeight * (across * Math.cos(angle) - down * Math.sin(angle))),
                (float) (y + bodyHeight * (across * Math.sin(angle) + down * Math.cos(angle))),
                1));
      }
      if (joints.stream().allMatch(this::isOnCanvas)) {
        return new Pose(SKELETON, joints, 1);
      }
    }
    throw new IllegalStateException(
        "a person of " + bodyHeight + " pixels does not fit on " + width + "x" + height);
  }

  private boolean isOnCanvas(Keypoint joint) {
    return joint.x() >= 0 && joint.x() <= width - 1 && joint.y() >= 0 && joint.y() <= height - 1;
  }

  /**
   * People of whom equal joints keep a distance; fewer than asked for if no more fit.
   *
   * @param count people wanted
   * @param least least body height in pixels
   * @param most greatest body height in pixels
   * @param apart least distance of equal joints in pixels; 0 for none
   */
  public List<Pose> people(int count, double least, double most, double apart) {
    List<Pose> people = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && people.size() < count; attempt++) {
      Pose candidate = person(least + random.nextDouble() * (most - least));
      if (people.stream().allMatch(other -> distance(other, candidate) >= apart)) {
        people.add(candidate);
      }
    }
    return people;
  }

  private static double distance(Pose a, Pose b) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < a.keypoints().size(); i++) {
      Keypoint first = a.keypoints().get(i);
      Keypoint second = b.keypoints().get(i);
      least = Math.min(least, Math.hypot(first.x() - second.x(), first.y() - second.y()));
    }
    return least;
  }
}
