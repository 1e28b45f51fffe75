package org.jpose.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.JsonCursor;

/**
 * Reads MPII's annotations in the two forms of JSON that go round, a person a record: that of
 * Simple Baselines and HRNet ({@code image}, {@code joints}, {@code joints_vis}, {@code center},
 * {@code scale}) and that of CMU ({@code img_paths}, {@code joint_self}, {@code objpos}, {@code
 * scale_provided}). Places count from 1 as in Matlab, and are made to count from 0.
 *
 * @see MpiiMatlabFile
 */
final class MpiiFile {
  /** A person is so many pixels high at scale 1. */
  private static final double HEIGHT = 200;

  private static final int JOINTS = Skeletons.MPII.jointCount();

  private final JsonCursor json;
  private final Map<String, List<FoundPerson>> people = new LinkedHashMap<>();

  private MpiiFile(JsonCursor json) {
    this.json = json;
  }

  /** Whether a file with this beginning, without white space, is one. */
  static boolean isMeant(String start) {
    boolean list = start.startsWith("[{") || start.startsWith("{\"root\":[{");
    return list && (start.contains("\"joints_vis\":[") || start.contains("\"joint_self\":[["));
  }

  /**
   * Reads a file.
   *
   * @throws org.jpose.core.disk.FileException if it is missing, truncated or not MPII's
   */
  static FoundFile read(Path file) {
    try (JsonCursor json = JsonCursor.open(file)) {
      MpiiFile parser = new MpiiFile(json);
      json.read(parser::document);
      List<FoundImage> images = new ArrayList<>();
      parser.people.forEach((image, found) -> images.add(new FoundImage(image, 0, 0, found)));
      return new FoundFile(images, Skeletons.MPII.joints().stream().map(Joint::name).toList());
    }
  }

  private void document() throws IOException {
    if (json.isList()) {
      json.list(this::person);
    } else {
      json.object(
          field -> {
            if (field.equals("root")) {
              json.list(this::person);
            } else {
              json.skip();
            }
          });
    }
  }

  private void person() throws IOException {
    var record =
        new Object() {
          String image;
          List<float[]> joints = new ArrayList<>();
          float[] visible;
          float[] centre;
          double scale = Double.NaN;
        };
    json.object(
        field -> {
          switch (field) {
            case "image", "img_paths" -> record.image = json.text();
            case "joints", "joint_self" -> json.list(() -> record.joints.add(json.floats()));
            case "joints_vis" -> record.visible = json.floats();
            case "center", "objpos" -> record.centre = json.floats();
            case "scale", "scale_provided" -> record.scale = json.number();
            default -> json.skip();
          }
        });
    boolean whole = record.joints.size() == JOINTS;
    if (record.image == null
        || !whole
        || record.visible != null && record.visible.length != JOINTS
        || record.joints.stream().anyMatch(joint -> joint.length < 2)) {
      throw json.wrong(
          "a person with %s joints of %s; MPII's have %s"
              .formatted(
                  record.joints.size(), record.image == null ? "no image" : record.image, JOINTS));
    }
    people
        .computeIfAbsent(record.image, image -> new ArrayList<>())
        .add(
            person(record.joints, record.visible, box(record.centre, record.scale, record.joints)));
  }

  private static FoundPerson person(List<float[]> joints, float[] visible, Box box) {
    float[] numbers = new float[3 * JOINTS];
    for (int i = 0; i < JOINTS; i++) {
      float[] joint = joints.get(i);
      boolean labelled = (visible == null || visible[i] > 0) && (joint[0] > 0 || joint[1] > 0);
      numbers[3 * i] = joint[0] - 1;
      numbers[3 * i + 1] = joint[1] - 1;
      numbers[3 * i + 2] = labelled ? 1 : 0;
    }
    return new FoundPerson(IntStream.range(0, JOINTS).toArray(), numbers, box);
  }

  /** As the record says, else around the joints; places count from 1. */
  static Box box(float[] centre, double scale, List<float[]> joints) {
    if (centre != null && centre.length == 2 && scale > 0) {
      float side = (float) (HEIGHT * scale);
      return new Box(centre[0] - 1 - side / 2, centre[1] - 1 - side / 2, side, side);
    }
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = 0;
    float bottom = 0;
    for (float[] joint : joints) {
      if (joint[0] > 0 || joint[1] > 0) {
        left = Math.min(left, joint[0] - 1);
        top = Math.min(top, joint[1] - 1);
        right = Math.max(right, joint[0] - 1);
        bottom = Math.max(bottom, joint[1] - 1);
      }
    }
    return right < left ? new Box(0, 0, 0, 0) : new Box(left, top, right - left, bottom - top);
  }
}
