package org.jpose.media.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.pose.BodyBoxes;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.JointAngle;
import org.jpose.core.pose.JointAngles;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/** Angles and boxes of people. Not thread-safe. */
final class PersonDetails {
  /** Names of {@link #boxes}. */
  static final List<String> BOXES = List.of("face", "upper_body");

  private final ResultDetails wanted;
  private JointAngles angles;
  private Skeleton skeleton;

  PersonDetails(ResultDetails wanted) {
    this.wanted = wanted;
  }

  /** How coordinates of an image are written. */
  KeypointScale.Placing placing(ImageResult image) {
    return wanted.scale().placing(image);
  }

  ResultDetails wanted() {
    return wanted;
  }

  /** Names of the angles people of this skeleton can have; none if they are not wanted. */
  List<String> angleNames(Pose pose) {
    return wanted.angles() ? anglesOf(pose).names() : List.of();
  }

  /** Degrees by joint, of those that have one, as the image is shown. */
  Map<String, Double> angles(Pose pose, ImageResult image) {
    Map<String, Double> degrees = new LinkedHashMap<>();
    if (wanted.angles()) {
      double aspect = image.pixelAspect();
      Pose shown = aspect == 1 ? pose : pose.map(joint -> joint.at(joint.x() * aspect, joint.y()));
      for (JointAngle angle : anglesOf(pose).of(shown)) {
        degrees.put(angle.joint(), angle.degrees());
      }
    }
    return degrees;
  }

  private JointAngles anglesOf(Pose pose) {
    // People of one file have one skeleton as a rule.
    if (!pose.skeleton().equals(skeleton)) {
      skeleton = pose.skeleton();
      angles = new JointAngles(pose.skeleton());
    }
    return angles;
  }

  /** Boxes by name, of those that there are. */
  Map<String, Box> boxes(Pose pose, ImageResult result) {
    Map<String, Box> boxes = new LinkedHashMap<>();
    if (wanted.boxes()) {
      put(boxes, BOXES.get(0), BodyBoxes.face(pose, result.width(), result.height()));
      put(boxes, BOXES.get(1), BodyBoxes.upperBody(pose, result.width(), result.height()));
    }
    return boxes;
  }

  private static void put(Map<String, Box> boxes, String name, Optional<Box> box) {
    box.ifPresent(found -> boxes.put(name, found));
  }
}
