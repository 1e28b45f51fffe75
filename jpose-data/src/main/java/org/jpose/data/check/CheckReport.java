package org.jpose.data.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * What a check found. Immutable.
 *
 * @param data name of the data
 * @param images number of images, readable or not
 * @param withoutPeople readable images without a labelled person
 * @param people labelled people
 * @param unlabelled people and crowds the loss leaves out
 * @param joints counts for each joint of the skeleton
 * @param problems what is wrong, in the order of the samples
 */
public record CheckReport(
    String data,
    int images,
    int withoutPeople,
    long people,
    long unlabelled,
    List<JointCount> joints,
    List<SampleProblem> problems) {
  private static final JsonFactory JSON = new JsonFactory();

  public CheckReport {
    joints = List.copyOf(joints);
    problems = List.copyOf(problems);
  }

  /** Number of problems of a kind. */
  public long count(ProblemKind kind) {
    return problems.stream().filter(problem -> problem.kind() == kind).count();
  }

  /**
   * Writes it as one JSON object (docs/DATA.md), without closing the writer.
   *
   * @throws IOException if the writer fails
   */
  public void writeJson(Writer out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("format", "jpose-check/1");
    json.writeStringField("data", data);
    json.writeNumberField("images", images);
    json.writeNumberField("without_people", withoutPeople);
    json.writeNumberField("people", people);
    json.writeNumberField("unlabelled", unlabelled);
    json.writeArrayFieldStart("joints");
    for (JointCount joint : joints) {
      json.writeStartObject();
      json.writeStringField("name", joint.joint());
      json.writeNumberField("visible", joint.visible());
      json.writeNumberField("occluded", joint.occluded());
      json.writeNumberField("unsure", joint.unsure());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("counts");
    for (ProblemKind kind : ProblemKind.values()) {
      json.writeNumberField(kind.name().toLowerCase(Locale.ROOT), count(kind));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("problems");
    for (SampleProblem problem : problems) {
      json.writeStartObject();
      json.writeStringField("kind", problem.kind().name().toLowerCase(Locale.ROOT));
      if (problem.index() != SampleProblem.NO_SAMPLE) {
        json.writeNumberField("index", problem.index());
      }
      json.writeStringField("description", problem.description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }
}
