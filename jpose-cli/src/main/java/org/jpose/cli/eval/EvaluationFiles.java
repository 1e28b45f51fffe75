package org.jpose.cli.eval;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jpose.cli.terminal.Failures;
import org.jpose.core.JposeVersion;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.image.Image;
import org.jpose.data.coco.CocoResultsFile;
import org.jpose.data.evaluation.CocoSummary;
import org.jpose.data.evaluation.Evaluated;
import org.jpose.data.evaluation.JointError;
import org.jpose.data.evaluation.Pck;
import org.jpose.data.evaluation.PeopleCounts;
import org.jpose.data.evaluation.PrecisionRecall;
import org.jpose.media.image.ImageFileWriter;

/** Writes an evaluation into a folder. */
final class EvaluationFiles {
  private static final String RESULTS = "results.json";
  private static final String SUMMARY = "summary.json";
  private static final String JOINTS = "joints.csv";
  private static final String CURVE = "precision-recall.png";
  private static final String WORST = "worst.png";

  /** All that is written. */
  static final List<String> NAMES = List.of(RESULTS, SUMMARY, JOINTS, CURVE, WORST);

  private final Path folder;

  EvaluationFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes all files; each appears whole or not at all. */
  void write(Evaluated evaluated, int worst) {
    CocoResultsFile.write(folder.resolve(RESULTS), evaluated.found());
    write(SUMMARY, path -> writeSummary(path, evaluated));
    write(JOINTS, path -> writeJoints(path, evaluated));
    picture(CURVE, PrecisionRecallPlot.draw(evaluated));
    picture(WORST, WorstImages.draw(evaluated, worst));
  }

  private void write(String name, PendingFile.Content content) {
    PendingFile.write(folder.resolve(name), content);
  }

  private void picture(String name, Image picture) {
    new ImageFileWriter().write(picture, folder.resolve(name));
  }

  private static void writeSummary(Path path, Evaluated evaluated) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(path.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("jpose", JposeVersion.number());
      json.writeStringField("title", evaluated.title());
      json.writeObjectFieldStart("settings");
      for (var setting : evaluated.settings().entrySet()) {
        json.writeStringField(setting.getKey(), setting.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("images", evaluated.evaluation().images().size());
      json.writeObjectFieldStart("failed");
      for (var failure : evaluated.failed().entrySet()) {
        json.writeStringField(failure.getKey(), Failures.line(failure.getValue()));
      }
      json.writeEndObject();
      writeCoco(json, evaluated.summary());
      writePeople(json, evaluated.curve());
      json.writeObjectFieldStart("pck");
      for (Pck pck : evaluated.joints().pck()) {
        json.writeNumberField(pck.length().label(), pck.part());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void writeCoco(JsonGenerator json, CocoSummary summary) throws IOException {
    json.writeObjectFieldStart("coco");
    json.writeNumberField("AP", summary.ap());
    json.writeNumberField("AP50", summary.ap50());
    json.writeNumberField("AP75", summary.ap75());
    json.writeNumberField("APm", summary.apMedium());
    json.writeNumberField("APl", summary.apLarge());
    json.writeNumberField("AR", summary.ar());
    json.writeNumberField("AR50", summary.ar50());
    json.writeNumberField("AR75", summary.ar75());
    json.writeNumberField("ARm", summary.arMedium());
    json.writeNumberField("ARl", summary.arLarge());
    json.writeEndObject();
  }

  private static void writePeople(JsonGenerator json, PrecisionRecall curve) throws IOException {
    json.writeObjectFieldStart("people");
    json.writeNumberField("labelled", curve.people());
    writeCounts(json, "ofAnyScore", curve.all());
    if (curve.best().matched() > 0) {
      json.writeNumberField("bestScore", curve.bestScore());
      writeCounts(json, "ofBestScoreOrMore", curve.best());
    }
    json.writeEndObject();
  }

  private static void writeCounts(JsonGenerator json, String name, PeopleCounts counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("matched", counts.matched());
    json.writeNumberField("missed", counts.missed());
    json.writeNumberField("mistaken", counts.mistaken());
    json.writeEndObject();
  }

  /** Empty cells where there is nothing to measure. */
  private static void writeJoints(Path path, Evaluated evaluated) throws IOException {
    StringBuilder csv =
        new StringBuilder("joint,labelled,found,near,recall,median_distance,mean_oks\n");
    for (JointError joint : evaluated.joints().joints()) {
      csv.append(joint.joint())
          .append(',')
          .append(joint.labelled())
          .append(',')
          .append(joint.found())
          .append(',')
          .append(joint.near())
          .append(',')
          .append(cell(joint.recall()))
          .append(',')
          .append(cell(joint.medianDistance()))
          .append(',')
          .append(cell(joint.similarity()))
          .append('\n');
    }
    Files.writeString(path, csv);
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.5f", value);
  }
}
