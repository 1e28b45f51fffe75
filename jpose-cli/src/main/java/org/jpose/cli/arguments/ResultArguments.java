package org.jpose.cli.arguments;

import java.nio.file.Path;
import org.jpose.media.results.KeypointScale;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import picocli.CommandLine.Option;

/** How people are written. */
public final class ResultArguments {
  @Option(
      names = "--keypoint-scale",
      paramLabel = "SCALE",
      description =
          "Coordinates of results: pixels (default), unit (0 to 1), signed (-1 to 1) or network"
              + " (pixels of its input).")
  private KeypointScale scale;

  @Option(
      names = "--candidates",
      description =
          "Write all joints as well, whoever they belong to, in JSON (formats jpose, jsonl,"
              + " openpose).")
  private boolean candidates;

  @Option(
      names = "--csv-layout",
      paramLabel = "LAYOUT",
      description = "long (one row a joint, the default) or wide (one row a person).")
  private CsvLayout csvLayout;

  @Option(
      names = "--angles",
      description = "Write angles of joints as well, in jpose's JSON and CSV.")
  private boolean angles;

  @Option(
      names = "--boxes",
      description = "Write boxes of face and upper body as well, in jpose's JSON and in wide CSV.")
  private boolean boxes;

  /** Layouts of CSV. */
  private enum CsvLayout {
    LONG(ResultFormat.CSV),
    WIDE(ResultFormat.CSV_WIDE);

    private final ResultFormat format;

    CsvLayout(ResultFormat format) {
      this.format = format;
    }
  }

  /** What is written of people beyond their joints, and in which coordinates. */
  public ResultDetails details() {
    return ResultDetails.none()
        .withScale(scale == null ? KeypointScale.PIXELS : scale)
        .withCandidates(candidates)
        .withAngles(angles)
        .withBoxes(boxes);
  }

  /** The layout of CSV. */
  public ResultFormat csvFormat() {
    return (csvLayout == null ? CsvLayout.LONG : csvLayout).format;
  }

  /**
   * Checks that there is something to write, and one thing only to standard output.
   *
   * @param json where JSON goes; null for nowhere
   * @param format of JSON, if one was asked for; null for the usual one
   * @param imageIds where ids of images are; null for nowhere
   * @param csv where CSV goes; null for nowhere
   */
  public void check(String json, JsonFormat format, Path imageIds, String csv) {
    if (imageIds != null && (json == null || format != JsonFormat.COCO)) {
      throw new IllegalArgumentException("--image-ids goes with --json and --json-format coco");
    }
    if ("-".equals(json) && "-".equals(csv)) {
      throw new IllegalArgumentException(
          "--json and --csv cannot both go to standard output; name a file for one of them");
    }
    if (format != null && json == null) {
      throw new IllegalArgumentException("--json-format goes with --json");
    }
    if (csvLayout != null && csv == null) {
      throw new IllegalArgumentException("--csv-layout goes with --csv");
    }
    if (scale != null && json == null && csv == null) {
      throw new IllegalArgumentException("--keypoint-scale goes with --json or --csv");
    }
    if (candidates && (json == null || format == JsonFormat.COCO)) {
      throw new IllegalArgumentException(
          "--candidates goes with --json in the formats jpose, jsonl or openpose");
    }
    boolean ours =
        json != null
            && (format == null || format == JsonFormat.JSONL || format == JsonFormat.JPOSE);
    if (angles && !ours && csv == null) {
      throw new IllegalArgumentException(
          "--angles goes with --json in the formats jsonl or jpose, or with --csv");
    }
    if (boxes && !ours && (csv == null || csvLayout != CsvLayout.WIDE)) {
      throw new IllegalArgumentException(
          "--boxes goes with --json in the formats jsonl or jpose, or with --csv-layout wide");
    }
  }
}
