package org.jpose.core.tracking;

import java.util.Arrays;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * What is known of one person: where each joint was last seen, how the person moves as a whole, how
 * large it is. Joints not seen for a while move with the others.
 */
final class Track {
  /** A person found for the first time or again after a short while is looked for this long. */
  private static final double TRIAL = 0.25;

  /** Seconds over which speed is averaged. */
  private static final double SPEED_MEMORY = 0.15;

  /** Over fewer seconds trembling looks like speed. */
  private static final double LEAST_GAP = 0.02;

  /** Seconds over which a size is forgotten: half a person is not a small one. */
  private static final double SIZE_MEMORY = 2;

  /** Body sizes a second at which somebody may move whose speed is not known yet. */
  private static final double WALK = 1;

  /** Beyond so many variances a joint adds less than a thousandth to a similarity. */
  private static final double NEGLIGIBLE = 14;

  /** Labellers' standard deviations are of half of what COCO takes for them. */
  private static final double SIGMAS = 2;

  private final int id;
  private final Skeleton skeleton;
  private final TrackerOptions options;
  private final double[] x;
  private final double[] y;
  private final double[] seenAt;
  private final double firstSeen;
  private double lastSeen;
  private int sightings = 1;
  private boolean missed;
  private double size;
  private double speedX;
  private double speedY;

  Track(int id, double seconds, Pose pose, TrackerOptions options) {
    this.id = id;
    this.skeleton = pose.skeleton();
    this.options = options;
    x = new double[skeleton.jointCount()];
    y = new double[skeleton.jointCount()];
    seenAt = new double[skeleton.jointCount()];
    Arrays.fill(seenAt, Double.NEGATIVE_INFINITY);
    firstSeen = seconds;
    size = BodySize.of(pose);
    put(seconds, pose);
  }

  int id() {
    return id;
  }

  double lastSeen() {
    return lastSeen;
  }

  /** Whether the person was not found in the last frame. */
  boolean isLost() {
    return missed;
  }

  /** Whether the person was found more than once. */
  boolean isConfirmed() {
    return sightings > 1;
  }

  void miss() {
    missed = true;
  }

  /** Whether it is of no use to look for this person in a frame of that time. */
  boolean isForgotten(double seconds) {
    double gap = seconds - lastSeen;
    double patience = Math.min(options.memory(), Math.max(TRIAL, lastSeen - firstSeen));
    // A gap between two frames is no absence: only a frame without the person begins one.
    return gap > options.memory() || missed && gap > patience;
  }

  /**
   * How well a person fits to what is expected at that time: that the person went on or, if not
   * seen in the last frame, stopped.
   */
  Likeness likeness(double seconds, Pose pose) {
    double reach = reach(seconds - lastSeen);
    Likeness onward = likeness(seconds, pose, reach * speedX, reach * speedY);
    if (!missed) {
      return onward;
    }
    Likeness stopped = likeness(seconds, pose, 0, 0);
    return stopped.density() > onward.density() ? stopped : onward;
  }

  private Likeness likeness(double seconds, Pose pose, double shiftX, double shiftY) {
    double area = Math.pow(Math.max(size, BodySize.of(pose)), 2);
    double drift = options.drift() + (isConfirmed() ? 0 : WALK);
    double similarity = 0;
    double density = 0;
    int common = 0;
    for (Keypoint keypoint : pose.keypoints()) {
      int joint = keypoint.joint();
      if (seenAt[joint] == Double.NEGATIVE_INFINITY) {
        continue;
      }
      common++;
      double dx = keypoint.x() - x[joint] - shiftX;
      double dy = keypoint.y() - y[joint] - shiftY;
      double labelling = Math.pow(SIGMAS * skeleton.joints().get(joint).sigma(), 2);
      double unseen = Math.pow(drift * (seconds - seenAt[joint]), 2);
      double variance = area * (labelling + unseen);
      double distance = dx * dx + dy * dy;
      if (distance < NEGLIGIBLE * variance) {
        double kernel = Math.exp(-distance / (2 * variance));
        similarity += kernel;
        density += kernel * Math.sqrt(labelling / (labelling + unseen));
      }
    }
    // One joint is added that does not fit at all, as few joints prove little. More joints prove
    // more, but only by the root of their number: joints of one body move together.
    return new Likeness(similarity / (common + 1), density / Math.sqrt(common + 1));
  }

  /** How far a speed of 1 carries in some seconds if it decays. */
  private double reach(double gap) {
    return -options.momentum() * Math.expm1(-gap / options.momentum());
  }

  /** The person was found. */
  void see(double seconds, Pose pose) {
    double gap = seconds - lastSeen;
    double shiftX = reach(gap) * speedX;
    double shiftY = reach(gap) * speedY;
    double[] offX = new double[pose.keypoints().size()];
    double[] offY = new double[pose.keypoints().size()];
    int common = 0;
    for (Keypoint keypoint : pose.keypoints()) {
      int joint = keypoint.joint();
      if (seenAt[joint] != Double.NEGATIVE_INFINITY) {
        offX[common] = keypoint.x() - x[joint] - shiftX;
        offY[common++] = keypoint.y() - y[joint] - shiftY;
      }
    }
    double errorX = median(offX, common);
    double errorY = median(offY, common);
    for (int joint = 0; joint < x.length; joint++) {
      x[joint] += shiftX + errorX;
      y[joint] += shiftY + errorY;
    }
    if (gap > 0) {
      double decay = Math.exp(-gap / options.momentum());
      double learnt = 1 / (sightings * Math.max(gap, LEAST_GAP));
      double trust = Math.max(learnt, -Math.expm1(-gap / SPEED_MEMORY) / gap);
      speedX = decay * speedX + trust * errorX;
      speedY = decay * speedY + trust * errorY;
      double found = BodySize.of(pose);
      double forgotten = found > size ? 0.5 : -Math.expm1(-gap / SIZE_MEMORY);
      size += forgotten * (found - size);
    }
    sightings++;
    put(seconds, pose);
  }

  private void put(double seconds, Pose pose) {
    for (Keypoint keypoint : pose.keypoints()) {
      x[keypoint.joint()] = keypoint.x();
      y[keypoint.joint()] = keypoint.y();
      seenAt[keypoint.joint()] = seconds;
    }
    lastSeen = seconds;
    missed = false;
  }

  private static double median(double[] values, int count) {
    if (count == 0) {
      return 0;
    }
    Arrays.sort(values, 0, count);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
  }

  /**
   * How alike two people are.
   *
   * @param similarity object keypoint similarity, 0 to 1: may they be one?
   * @param density the same, less where the place was less certain and more where more joints speak
   *     for it: who is the likelier one?
   */
  record Likeness(double similarity, double density) {}
}
