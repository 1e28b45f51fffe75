package org.jpose.ros.convert;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.media.results.PersonResult;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.Marker;
import org.jpose.ros.message.Marker.Colour;
import org.jpose.ros.message.Marker.Point;
import org.jpose.ros.message.Marker.Shape;
import org.jpose.ros.message.MarkerArray;

/**
 * Draws people for RViz, in the frame of the camera (x right, y down, z ahead): on a plane one
 * metre before it, on which the picture is one metre wide. Each message takes the place of the one
 * before.
 */
public final class BodyMarkers {
  private static final double LIMB_WIDTH = 0.006;
  private static final double JOINT_SIZE = 0.012;
  private static final double LETTERS = 0.04;

  /** Hues of neighbours differ much: the golden section of the circle. */
  private static final double NEXT_HUE = 0.618034;

  private BodyMarkers() {}

  /**
   * Lines, dots and, for those who are followed, a number for each person.
   *
   * @param width pixels in a row of their picture
   * @param height rows of their picture
   * @param header that of the picture
   */
  public static MarkerArray of(List<PersonResult> people, int width, int height, Header header) {
    List<Marker> markers = new ArrayList<>();
    markers.add(new Marker(header, "", 0, Shape.NOTHING, 0, new Colour(0, 0, 0), List.of(), ""));
    for (int i = 0; i < people.size(); i++) {
      Pose pose = people.get(i).pose();
      int id = people.get(i).track().orElse(i);
      Colour colour = colour(id);
      List<Point> limbs = new ArrayList<>();
      for (Limb limb : pose.skeleton().limbs()) {
        Optional<Keypoint> from = pose.keypoint(limb.from());
        Optional<Keypoint> to = pose.keypoint(limb.to());
        if (from.isPresent() && to.isPresent()) {
          limbs.add(place(from.get(), width, height));
          limbs.add(place(to.get(), width, height));
        }
      }
      List<Point> joints =
          pose.keypoints().stream().map(joint -> place(joint, width, height)).toList();
      if (!limbs.isEmpty()) {
        markers.add(new Marker(header, "limbs", id, Shape.LINES, LIMB_WIDTH, colour, limbs, ""));
      }
      markers.add(new Marker(header, "joints", id, Shape.POINTS, JOINT_SIZE, colour, joints, ""));
      if (people.get(i).track().isPresent()) {
        List<Point> top = List.of(joints.get(0));
        markers.add(new Marker(header, "ids", id, Shape.TEXT, LETTERS, colour, top, "" + id));
      }
    }
    return new MarkerArray(markers);
  }

  private static Point place(Keypoint joint, int width, int height) {
    double x = (joint.x() + 0.5) / width - 0.5;
    double y = (joint.y() + 0.5 - height / 2.0) / width;
    return new Point(x, y, 1);
  }

  private static Colour colour(int id) {
    float[] rgb =
        new Color(Color.HSBtoRGB((float) (id * NEXT_HUE), 0.9f, 1)).getRGBColorComponents(null);
    return new Colour(rgb[0], rgb[1], rgb[2]);
  }
}
