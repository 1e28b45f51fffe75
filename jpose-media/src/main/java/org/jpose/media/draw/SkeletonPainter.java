package org.jpose.media.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * Draws people as coloured limbs and joint discs with a dark outline, so that they are seen on any
 * ground. Joints run through the hues in joint order, as in OpenPose; a limb has the colour of the
 * joint it points to.
 */
final class SkeletonPainter {
  private static final Color OUTLINE = new Color(0, 0, 0, 150);

  /** Width of a limb as a part of the person's size. */
  private static final double LIMB_WIDTH = 0.018;

  private static final double MIN_WIDTH = 1.5;

  private final Image image;

  SkeletonPainter(Image image) {
    this.image = image;
  }

  /** Colour of a joint: the hues from red to magenta, in joint order. */
  static Color colour(int joint, int joints) {
    return Color.getHSBColor((float) (0.92 * joint / Math.max(1, joints - 1)), 1, 1);
  }

  /** Draws all, the last one first. */
  void paint(List<Pose> people) {
    Graphics2D graphics = image.toBufferedImage().createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      // Pixel centres are whole numbers in jpose and halves in Java2D.
      graphics.translate(0.5, 0.5);
      for (int i = people.size() - 1; i >= 0; i--) {
        paint(graphics, people.get(i));
      }
    } finally {
      graphics.dispose();
    }
  }

  private void paint(Graphics2D graphics, Pose person) {
    Skeleton skeleton = person.skeleton();
    double width = limbWidth(person);
    List<Part> parts = new ArrayList<>();
    for (Limb limb : skeleton.limbs()) {
      Keypoint from = person.keypoint(limb.from()).orElse(null);
      Keypoint to = person.keypoint(limb.to()).orElse(null);
      if (from != null && to != null && !isShoulderToEar(from, to)) {
        Shape line = new Line2D.Double(from.x(), from.y(), to.x(), to.y());
        parts.add(new Part(line, colour(to.joint(), skeleton.jointCount())));
      }
    }
    outline(graphics, parts, width);
    BasicStroke stroke = stroke(width);
    for (Part part : parts) {
      graphics.setColor(part.colour());
      graphics.fill(stroke.createStrokedShape(part.shape()));
    }
    paintJoints(graphics, person, width);
  }

  private static void outline(Graphics2D graphics, List<Part> parts, double width) {
    graphics.setColor(OUTLINE);
    BasicStroke stroke = stroke(width + 2 * edge(width));
    for (Part part : parts) {
      graphics.fill(stroke.createStrokedShape(part.shape()));
    }
  }

  private static void paintJoints(Graphics2D graphics, Pose person, double width) {
    for (Keypoint joint : person.keypoints()) {
      double radius = width * 0.85;
      graphics.setColor(OUTLINE);
      graphics.fill(disc(joint, radius + edge(width)));
      graphics.setColor(colour(joint.joint(), person.skeleton().jointCount()));
      graphics.fill(disc(joint, radius));
    }
  }

  private double limbWidth(Pose person) {
    Box box = person.box();
    double size = Math.hypot(box.width(), box.height());
    double most = Math.max(MIN_WIDTH, Math.max(image.width(), image.height()) / 60.0);
    double least =
        Math.min(most, Math.max(MIN_WIDTH, Math.min(image.width(), image.height()) / 250.0));
    return Math.max(least, Math.min(most, size * LIMB_WIDTH));
  }

  private static double edge(double width) {
    return Math.max(0.75, width * 0.2);
  }

  private static BasicStroke stroke(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static Ellipse2D disc(Keypoint joint, double radius) {
    return new Ellipse2D.Double(joint.x() - radius, joint.y() - radius, 2 * radius, 2 * radius);
  }

  /** These limbs help to tell people apart, but nobody draws them: they cross the neck. */
  private static boolean isShoulderToEar(Keypoint from, Keypoint to) {
    return from.name().endsWith("_shoulder") && to.name().endsWith("_ear")
        || from.name().endsWith("_ear") && to.name().endsWith("_shoulder");
  }

  private record Part(Shape shape, Color colour) {}
}
