package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
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
    if (result.model().isPresent()) {
      json.writeStringField("model", result.model().get());
    }
    json.writeArrayFieldStart("people");
    List<PersonResult> people = result.people();
    for (int i = 0; i < people.size(); i++) {
      writePerson(json, people.get(i).track().orElse(i), people.get(i).pose(), result);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writePerson(JsonGenerator json, int id, Pose pose, ImageResult result)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeFieldName("score");
    json.writeNumber(Numbers.score(pose.score()));
    writeBox(json, "box", pose.box());
    json.writeArrayFieldStart("keypoints");
    for (Keypoint keypoint : pose.keypoints()) {
      json.writeStartObject();
      json.writeStringField("name", keypoint.name());
      json.writeFieldName("x");
      json.writeNumber(Numbers.pixels(keypoint.x()));
      json.writeFieldName("y");
      json.writeNumber(Numbers.pixels(keypoint.y()));
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
      writeBox(json, box.getKey() + "_box", box.getValue());
    }
    json.writeEndObject();
  }

  private static void writeBox(JsonGenerator json, String name, Box box) throws IOException {
    json.writeArrayFieldStart(name);
    for (float side : new float[] {box.x(), box.y(), box.width(), box.height()}) {
      json.writeNumber(Numbers.pixels(side));
    }
    json.writeEndArray();
  }
}
