package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.media.MediaException;

/** One image in one file of OpenPose's JSON output, version 1.3. */
final class OpenPoseResults extends FileResults {
  private static final String[] ABSENT_PARTS = {
    "face_keypoints_2d",
    "hand_left_keypoints_2d",
    "hand_right_keypoints_2d",
    "pose_keypoints_3d",
    "face_keypoints_3d",
    "hand_left_keypoints_3d",
    "hand_right_keypoints_3d"
  };

  private final Path target;
  private final Skeleton skeleton;
  private boolean written;

  OpenPoseResults(Path target, Skeleton skeleton, ResultFormat.Output output) {
    super(target, output);
    this.target = target;
    this.skeleton = skeleton;
  }

  /** A single file if the name says so, else a folder. */
  static ResultWriter open(Path target, Skeleton skeleton, ResultFormat.Output output) {
    Path name = target.getFileName();
    boolean single = name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return single && !Files.isDirectory(target)
        ? new OpenPoseResults(target, skeleton, output)
        : new OpenPoseFolder(target, skeleton, output);
  }

  @Override
  void append(ImageResult result) throws IOException {
    if (written) {
      throw new MediaException(
          target
              + ": a file of OpenPose's JSON holds one image, "
              + result.file()
              + " is another; give a folder instead");
    }
    written = true;
    JsonText.append(out(), "", json -> write(json, result));
    JsonText.append(out(), "\n");
  }

  private void write(JsonGenerator json, ImageResult result) throws IOException {
    json.writeStartObject();
    json.writeFieldName("version");
    json.writeNumber("1.3");
    json.writeArrayFieldStart("people");
    for (PersonResult person : result.people()) {
      Optional<Pose> converted = person.pose().to(skeleton);
      if (converted.isPresent()) {
        write(json, person.track().orElse(-1), converted.get());
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, int id, Pose pose) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("person_id");
    json.writeNumber(id);
    json.writeEndArray();
    json.writeArrayFieldStart("pose_keypoints_2d");
    Numbers.triplets(json, pose);
    json.writeEndArray();
    for (String part : ABSENT_PARTS) {
      json.writeArrayFieldStart(part);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  @Override
  void finish() throws IOException {
    if (!written) {
      throw new MediaException(
          target + ": a file of OpenPose's JSON holds one image, none was written; give one");
    }
  }
}
