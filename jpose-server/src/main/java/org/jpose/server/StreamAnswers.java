package org.jpose.server;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jpose.core.image.Image;
import org.jpose.http.Json;
import org.jpose.http.Problem;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** The text that answers a frame of a stream. */
final class StreamAnswers {
  private static final String NAME = "stream";

  private final ResultDetails details;
  private final String model;

  StreamAnswers(boolean angles, String model) {
    details = ResultDetails.none().withAngles(angles);
    this.model = model;
  }

  /**
   * A frame's people.
   *
   * @param skipped frames passed over since the last answer
   * @param waited milliseconds from the frame's arrival until its turn
   */
  String found(
      StreamFrame frame,
      long skipped,
      double waited,
      Estimation.Found found,
      List<PersonResult> people) {
    Image image = found.image();
    ImageResult result =
        new ImageResult(
                NAME, image.width(), image.height(), people, Optional.of(model), Optional.empty())
            .withFrame(frame.number(), frame.seconds());
    Estimation.StepTimes times = found.times();
    return text(
        json -> {
          start(json, frame, skipped);
          json.writeObjectFieldStart("ms");
          write(json, "wait", waited);
          write(json, "decode", times.decode());
          write(json, "prepare", times.prepare());
          write(json, "network", times.network());
          write(json, "people", times.people());
          write(json, "total", waited + times.total());
          json.writeEndObject();
          json.writeFieldName("result");
          json.writeRawValue(line(result));
          json.writeEndObject();
        });
  }

  /** Why a frame has none. */
  String failed(StreamFrame frame, long skipped, Problem problem) {
    return text(
        json -> {
          start(json, frame, skipped);
          json.writeFieldName("problem");
          json.writeRawValue(new String(problem.json(), StandardCharsets.UTF_8));
          json.writeEndObject();
        });
  }

  private static void start(JsonGenerator json, StreamFrame frame, long skipped)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("frame", frame.number());
    json.writeNumberField("skipped", skipped);
  }

  private static void write(JsonGenerator json, String step, double millis) throws IOException {
    json.writeNumberField(step, Math.round(millis * 10) / 10.0);
  }

  /** As a file of JSON Lines has it. */
  private String line(ImageResult result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ResultWriter writer = ResultFormat.JSON_LINES.open(bytes, "answer", details)) {
      writer.write(result);
      writer.complete();
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  private static String text(Json.Content content) {
    return new String(Json.bytes(content), StandardCharsets.UTF_8);
  }
}
