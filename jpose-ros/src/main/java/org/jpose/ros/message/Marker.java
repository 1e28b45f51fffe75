package org.jpose.ros.message;

import java.util.List;
import java.util.Objects;

/**
 * {@code visualization_msgs/Marker}, as far as jpose draws people for RViz: lines and points of one
 * colour, text, or nothing any more.
 *
 * @param header when and where it is seen from
 * @param namespace whom it belongs to
 * @param id number in the namespace; a later one of this number takes its place
 * @param shape what is drawn
 * @param size width of lines and points, height of letters, in metres
 * @param colour its colour
 * @param points pairs of ends of lines, points, or the place of the text alone
 * @param text for a text
 */
public record Marker(
    Header header,
    String namespace,
    int id,
    Shape shape,
    double size,
    Colour colour,
    List<Point> points,
    String text) {
  /** What is drawn. */
  public enum Shape {
    /** A line between each two points. */
    LINES(5, 0),
    /** A dot at each point. */
    POINTS(8, 0),
    /** Letters at the first point. */
    TEXT(9, 0),
    /** Whatever there was of this publisher goes away. */
    NOTHING(0, 3);

    private final int type;
    private final int action;

    Shape(int type, int action) {
      this.type = type;
      this.action = action;
    }

    static Shape of(int type, int action) {
      for (Shape shape : values()) {
        if (shape.action == action && (action != 0 || shape.type == type)) {
          return shape;
        }
      }
      throw new MessageFormatException(
          "a marker of type %d and action %d; known are lines, points, texts and none at all"
              .formatted(type, action));
    }
  }

  /** A place in metres. */
  public record Point(double x, double y, double z) {
    private static Point read(FieldReader fields) {
      return new Point(fields.float64("x"), fields.float64("y"), fields.float64("z"));
    }

    private static void write(FieldWriter fields, Point point) {
      fields.float64("x", point.x);
      fields.float64("y", point.y);
      fields.float64("z", point.z);
    }
  }

  /** A colour, each part 0 to 1. */
  public record Colour(float red, float green, float blue) {
    private static Colour read(FieldReader fields) {
      Colour colour = new Colour(fields.float32("r"), fields.float32("g"), fields.float32("b"));
      fields.float32("a");
      return colour;
    }

    private static void write(FieldWriter fields, Colour colour) {
      fields.float32("r", colour.red);
      fields.float32("g", colour.green);
      fields.float32("b", colour.blue);
      fields.float32("a", 1);
    }
  }

  static final List<MessageDefinition> DEFINITIONS =
      List.of(
          new MessageDefinition(
              "visualization_msgs/Marker",
              """
              uint8 ARROW=0
              uint8 CUBE=1
              uint8 SPHERE=2
              uint8 CYLINDER=3
              uint8 LINE_STRIP=4
              uint8 LINE_LIST=5
              uint8 CUBE_LIST=6
              uint8 SPHERE_LIST=7
              uint8 POINTS=8
              uint8 TEXT_VIEW_FACING=9
              uint8 MESH_RESOURCE=10
              uint8 TRIANGLE_LIST=11
              uint8 ADD=0
              uint8 MODIFY=0
              uint8 DELETE=2
              uint8 DELETEALL=3
              Header header
              string ns
              int32 id
              int32 type
              int32 action
              geometry_msgs/Pose pose
              geometry_msgs/Vector3 scale
              std_msgs/ColorRGBA color
              duration lifetime
              bool frame_locked
              geometry_msgs/Point[] points
              std_msgs/ColorRGBA[] colors
              string text
              string mesh_resource
              bool mesh_use_embedded_materials\
              """),
          Header.DEFINITION,
          new MessageDefinition("geometry_msgs/Pose", "Point position\nQuaternion orientation"),
          new MessageDefinition("geometry_msgs/Point", "float64 x\nfloat64 y\nfloat64 z"),
          new MessageDefinition(
              "geometry_msgs/Quaternion", "float64 x\nfloat64 y\nfloat64 z\nfloat64 w"),
          new MessageDefinition("geometry_msgs/Vector3", "float64 x\nfloat64 y\nfloat64 z"),
          new MessageDefinition(
              "std_msgs/ColorRGBA", "float32 r\nfloat32 g\nfloat32 b\nfloat32 a"));

  public Marker {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(text, "text");
    points = List.copyOf(points);
  }

  static Marker read(FieldReader fields) {
    Header header = fields.header("header");
    String namespace = fields.string("ns");
    int id = fields.int32("id");
    Shape shape = Shape.of(fields.int32("type"), fields.int32("action"));
    Point place = fields.message("pose", Marker::readPose);
    Point scale = fields.message("scale", Point::read);
    Colour colour = fields.message("color", Colour::read);
    fields.time("lifetime");
    fields.uint8("frame_locked");
    List<Point> points = fields.messages("points", Point::read);
    fields.messages("colors", Colour::read);
    String text = fields.string("text");
    fields.string("mesh_resource");
    fields.uint8("mesh_use_embedded_materials");
    return new Marker(
        header,
        namespace,
        id,
        shape,
        shape == Shape.TEXT ? scale.z : scale.x,
        colour,
        shape == Shape.TEXT ? List.of(place) : points,
        text);
  }

  private static Point readPose(FieldReader fields) {
    Point place = fields.message("position", Point::read);
    fields.message(
        "orientation",
        turn ->
            List.of(turn.float64("x"), turn.float64("y"), turn.float64("z"), turn.float64("w")));
    return place;
  }

  static void write(FieldWriter fields, Marker marker) {
    boolean text = marker.shape == Shape.TEXT;
    Point place = text ? marker.points.get(0) : new Point(0, 0, 0);
    fields.header("header", marker.header);
    fields.string("ns", marker.namespace);
    fields.int32("id", marker.id);
    fields.int32("type", marker.shape.type);
    fields.int32("action", marker.shape.action);
    fields.message("pose", place, Marker::writePose);
    fields.message("scale", new Point(marker.size, marker.size, marker.size), Point::write);
    fields.message("color", marker.colour, Colour::write);
    fields.time("lifetime", Time.ZERO);
    fields.bool("frame_locked", false);
    fields.messages("points", text ? List.<Point>of() : marker.points, Point::write);
    fields.messages("colors", List.<Colour>of(), Colour::write);
    fields.string("text", marker.text);
    fields.string("mesh_resource", "");
    fields.bool("mesh_use_embedded_materials", false);
  }

  private static void writePose(FieldWriter fields, Point place) {
    fields.message("position", place, Point::write);
    fields.message(
        "orientation",
        place,
        (upright, unused) -> {
          upright.float64("x", 0);
          upright.float64("y", 0);
          upright.float64("z", 0);
          upright.float64("w", 1);
        });
  }
}
