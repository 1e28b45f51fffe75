package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/** One image as an object of jpose's own JSON: the same in a document and on a line. */
final class ImageJson {
  private final PersonDetails details;

  ImageJson(ResultDetails details) {
    this.details = new PersonDetails(details);
  }

  void write(JsonGenerator json, ImageResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", result.file());
    if (result.frame().isPresent()) {
      json.writeNumberField("frame", result.frame().get().number());
      json.writeFieldName("time");
      json.writeNumber(Numbers.seconds(result.frame().get().seconds()));
    }
    json.writeNumberField("width", result.width());
    json.writeNumberField("height", result.height());
    if (result.pixelAspect() != 1) {
      json.writeFieldName("pixel_aspect");
      json.writeNumber(Numbers.score(result.pixelAspect()));
    }
    if (details.wanted().scale() != KeypointScale.PIXELS) {
      json.writeStringField(
          "keypoint_scale", details.wanted().scale().name().toLowerCase(Locale.ROOT));
    }
    if (result.model().isPresent()) {
      json.writeStringField("model", result.model().get());
    }
    json.writeArrayFieldStart("people");
    List<PersonResult> people = result.people();
    for (int i = 0; i < people.size(); i++) {
      writePerson(json, people.get(i).track().orElse(i), people.get(i).pose(), result);
    }
    json.writeEndArray();
    if (details.wanted().candidates()) {
      writeCandidates(json, result);
    }
    json.writeEndObject();
  }

  /** By joint, {@code [x, y, score]} each. */
  private void writeCandidates(JsonGenerator json, ImageResult result) throws IOException {
    KeypointScale.Placing placing = details.placing(result);
    Map<String, List<Keypoint>> byJoint = new LinkedHashMap<>();
    result
        .candidates()
        .forEach(k -> byJoint.computeIfAbsent(k.name(), name -> new ArrayList<>()).add(k));
    json.writeObjectFieldStart("candidates");
    for (Map.Entry<String, List<Keypoint>> joint : byJoint.entrySet()) {
      json.writeArrayFieldStart(joint.getKey());
      for (Keypoint candidate : joint.getValue()) {
        json.writeStartArray();
        json.writeNumber(placing.x(candidate.x()));
        json.writeNumber(placing.y(candidate.y()));
        json.writeNumber(Numbers.score(candidate.score()));
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writePerson(JsonGenerator json, int id, Pose pose, ImageResult result)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeFieldName("score");
    json.writeNumber(Numbers.score(pose.score()));
    KeypointScale.Placing placing = details.placing(result);
    writeBox(json, "box", pose.box(), placing);
    json.writeArrayFieldStart("keypoints");
    for (Keypoint keypoint : pose.keypoints()) {
      json.writeStartObject();
      json.writeStringField("name", keypoint.name());
      json.writeFieldName("x");
      json.writeNumber(placing.x(keypoint.x()));
      json.writeFieldName("y");
      json.writeNumber(placing.y(keypoint.y()));
      json.writeFieldName("score");
      json.writeNumber(Numbers.score(keypoint.score()));
      json.writeEndObject();
    }
    json.writeEndArray();
    if (details.wanted().angles()) {
      json.writeObjectFieldStart("angles");
      for (Map.Entry<String, Double> angle : details.angles(pose, result).entrySet()) {
        json.writeFieldName(angle.getKey());
        json.writeNumber(Numbers.degrees(angle.getValue()));
      }
      json.writeEndObject();
    }
    for (Map.Entry<String, Box> box : details.boxes(pose, result).entrySet()) {
      writeBox(json, box.getKey() + "_box", box.getValue(), placing);
    }
    json.writeEndObject();
  }

  private static void writeBox(
      JsonGenerator json, String name, Box box, KeypointScale.Placing placing) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(placing.x(box.x()));
    json.writeNumber(placing.y(box.y()));
    json.writeNumber(placing.width(box.width()));
    json.writeNumber(placing.height(box.height()));
    json.writeEndArray();
  }
}
