package org.jpose.data.coco;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;

/** COCO's keypoint results, read and written streaming: a list of found people. */
public final class CocoResultsFile {
  private final JsonCursor json;
  private final List<CocoDetection> detections = new ArrayList<>();

  private CocoResultsFile(JsonCursor json) {
    this.json = json;
  }

  /**
   * Reads results.
   *
   * @return found people in the file's order
   * @throws FileException if the file is missing, truncated, not JSON or not as COCO describes; the
   *     message has line, column and the number of the result, from 1
   */
  public static List<CocoDetection> read(Path file) {
    try (JsonCursor json = JsonCursor.open(file)) {
      CocoResultsFile parser = new CocoResultsFile(json);
      json.read(parser::read);
      return List.copyOf(parser.detections);
    }
  }

  /**
   * Writes results with all digits of their floats, so that they read back the same. The file
   * appears whole or not at all.
   *
   * @throws FileException if it cannot be written
   */
  public static void write(Path file, List<CocoDetection> detections) {
    PendingFile.write(file, path -> write(path.toFile(), detections));
  }

  private static void write(File file, List<CocoDetection> detections) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(file, JsonEncoding.UTF8)) {
      json.writeStartArray();
      for (CocoDetection found : detections) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeNumberField("image_id", found.image());
        json.writeNumberField("category_id", found.category());
        json.writeArrayFieldStart("keypoints");
        for (int joint = 0; joint < found.count(); joint++) {
          json.writeNumber(found.x(joint));
          json.writeNumber(found.y(joint));
          json.writeNumber(found.jointScore(joint));
        }
        json.writeEndArray();
        json.writeNumberField("score", found.score());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  private void read() throws IOException {
    if (json.isObject()) {
      throw json.wrong(
          "the file is an object, as annotations are; expected COCO's results: a list of found"
              + " people, as 'jpose image --json-format coco' writes");
    }
    json.list(this::detection);
  }

  private void detection() throws IOException {
    json.reading("result number " + (detections.size() + 1));
    var found =
        new Object() {
          Long image;
          Integer category;
          float[] keypoints;
          Double score;
          float[] box;
        };
    json.object(
        field -> {
          switch (field) {
            case "image_id" -> found.image = json.whole();
            case "category_id" -> found.category = json.small();
            case "keypoints" -> found.keypoints = json.floats();
            case "score" -> found.score = json.number();
            case "bbox" -> found.box = json.floats();
            default -> json.skip();
          }
        });
    require(found.image, "image_id");
    require(found.category, "category_id");
    require(found.keypoints, "keypoints");
    require(found.score, "score");
    boolean boxed = found.box != null && found.box.length == 4;
    double area = boxed ? (double) found.box[2] * found.box[3] : -1;
    detections.add(
        new CocoDetection(found.image, found.category, found.keypoints, found.score, area));
  }

  private void require(Object value, String field) {
    if (value == null) {
      throw json.wrong("there is no " + field);
    }
  }
}
