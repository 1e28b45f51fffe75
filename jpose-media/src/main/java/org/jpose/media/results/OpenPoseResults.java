package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

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
  private final ResultDetails details;
  private boolean written;

  OpenPoseResults(
      Path target, Skeleton skeleton, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    this.target = target;
    this.skeleton = skeleton;
    this.details = details;
  }

  /** A single file if the name says so, else a folder. */
  static ResultWriter open(
      Path target, Skeleton skeleton, ResultFormat.Output output, ResultDetails details) {
    Path name = target.getFileName();
    boolean single = name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return single && !Files.isDirectory(target)
        ? new OpenPoseResults(target, skeleton, output, details)
        : new OpenPoseFolder(target, skeleton, output, details);
  }

  @Override
  void append(ImageResult result) throws IOException {
    if (written) {
      throw new FileException(
          "%s: a file of OpenPose's JSON holds one image, %s is another; give a folder instead"
              .formatted(target, result.file()));
    }
    written = true;
    JsonText.append(out(), "", json -> write(json, result));
    JsonText.append(out(), "\n");
  }

  private void write(JsonGenerator json, ImageResult result) throws IOException {
    json.writeStartObject();
    json.writeFieldName("version");
    json.writeNumber("1.3");
    KeypointScale.Placing placing = details.scale().placing(result);
    json.writeArrayFieldStart("people");
    for (PersonResult person : result.people()) {
      Optional<Pose> converted = person.pose().to(skeleton);
      if (converted.isPresent()) {
        write(json, person.track().orElse(-1), converted.get(), placing);
      }
    }
    json.writeEndArray();
    if (details.candidates()) {
      writeCandidates(json, result, placing);
    }
    json.writeEndObject();
  }

  /** As OpenPose's {@code part_candidates}: by number of joint, x, y, score of each. */
  private void writeCandidates(
      JsonGenerator json, ImageResult result, KeypointScale.Placing placing) throws IOException {
    json.writeArrayFieldStart("part_candidates");
    json.writeStartObject();
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      json.writeArrayFieldStart(Integer.toString(joint));
      for (Keypoint candidate : result.candidates()) {
        if (skeleton.indexOf(candidate.name()) == joint) {
          json.writeNumber(placing.x(candidate.x()));
          json.writeNumber(placing.y(candidate.y()));
          json.writeNumber(Numbers.score(candidate.score()));
        }
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, int id, Pose pose, KeypointScale.Placing placing)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("person_id");
    json.writeNumber(id);
    json.writeEndArray();
    json.writeArrayFieldStart("pose_keypoints_2d");
    Numbers.triplets(json, pose, placing);
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
      throw new FileException(
          target + ": a file of OpenPose's JSON holds one image, none was written; give one");
    }
  }
}
