package org.jpose.media.draw;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;

/**
 * Draws people as coloured limbs and joint discs with a dark outline, so that they are seen on any
 * ground. Joints run through the hues in joint order, as in OpenPose; a limb has the colour of the
 * joint it points to.
 */
final class SkeletonPainter {
  private static final int BLACK = 0;
  private static final double OUTLINE_OPACITY = 0.6;

  /** Width of a limb as a part of the person's size. */
  private static final double LIMB_WIDTH = 0.018;

  private static final double MIN_WIDTH = 1.5;

  private final Image image;
  private final Brush brush;

  SkeletonPainter(Image image) {
    this.image = image;
    brush = new Brush(image);
  }

  /** Colour of a joint: the hues from red to magenta, in joint order, as {@code 0xRRGGBB}. */
  static int colour(int joint, int joints) {
    return Color.HSBtoRGB((float) (0.92 * joint / Math.max(1, joints - 1)), 1, 1) & 0xffffff;
  }

  /** Draws all, the last one first. */
  void paint(List<Pose> people) {
    for (int i = people.size() - 1; i >= 0; i--) {
      paint(people.get(i));
    }
  }

  private void paint(Pose person) {
    double radius = limbWidth(person) / 2;
    double outline = radius + Math.max(0.75, radius * 0.4);
    List<Keypoint[]> limbs = limbs(person);
    for (Keypoint[] limb : limbs) {
      brush.stroke(limb[0], limb[1], outline, BLACK, OUTLINE_OPACITY);
    }
    int joints = person.skeleton().jointCount();
    for (Keypoint[] limb : limbs) {
      brush.stroke(limb[0], limb[1], radius, colour(limb[1].joint(), joints), 1);
    }
    for (Keypoint joint : person.keypoints()) {
      brush.disc(joint, radius * 0.7 + outline, BLACK, OUTLINE_OPACITY);
      brush.disc(joint, radius * 1.7, colour(joint.joint(), joints), 1);
    }
  }

  private static List<Keypoint[]> limbs(Pose person) {
    List<Keypoint[]> limbs = new ArrayList<>();
    for (Limb limb : person.skeleton().limbs()) {
      Keypoint from = person.keypoint(limb.from()).orElse(null);
      Keypoint to = person.keypoint(limb.to()).orElse(null);
      if (from != null && to != null && !isShoulderToEar(from, to)) {
        limbs.add(new Keypoint[] {from, to});
      }
    }
    return limbs;
  }

  /** By the person's size, within what suits the image's. */
  private double limbWidth(Pose person) {
    Box box = person.box();
    double size = Math.hypot(box.width(), box.height());
    double most = Math.max(MIN_WIDTH, Math.max(image.width(), image.height()) / 60.0);
    double least = Math.max(MIN_WIDTH, Math.min(image.width(), image.height()) / 250.0);
    return Math.max(Math.min(least, most), Math.min(most, size * LIMB_WIDTH));
  }

  /** These limbs help to tell people apart, but nobody draws them: they cross the neck. */
  private static boolean isShoulderToEar(Keypoint from, Keypoint to) {
    return from.name().endsWith("_shoulder") && to.name().endsWith("_ear")
        || from.name().endsWith("_ear") && to.name().endsWith("_shoulder");
  }
}
