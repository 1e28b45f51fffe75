package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/** One image as an object of jpose's own JSON: the same in a document and on a line. */
final class ImageJson {
  private ImageJson() {}

  static void write(JsonGenerator json, ImageResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", result.file());
    if (result.frame().isPresent()) {
      json.writeNumberField("frame", result.frame().get().number());
      json.writeFieldName("time");
      json.writeNumber(Numbers.seconds(result.frame().get().seconds()));
    }
    json.writeNumberField("width", result.width());
    json.writeNumberField("height", result.height());
    if (result.model().isPresent()) {
      json.writeStringField("model", result.model().get());
    }
    json.writeArrayFieldStart("people");
    List<PersonResult> people = result.people();
    for (int i = 0; i < people.size(); i++) {
      writePerson(json, people.get(i).track().orElse(i), people.get(i).pose());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writePerson(JsonGenerator json, int id, Pose pose) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeFieldName("score");
    json.writeNumber(Numbers.score(pose.score()));
    Box box = pose.box();
    json.writeArrayFieldStart("box");
    for (float side : new float[] {box.x(), box.y(), box.width(), box.height()}) {
      json.writeNumber(Numbers.pixels(side));
    }
    json.writeEndArray();
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
    json.writeEndObject();
  }
}
