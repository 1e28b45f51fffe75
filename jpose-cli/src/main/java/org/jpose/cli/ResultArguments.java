package org.jpose.cli;

import org.jpose.media.results.KeypointScale;
import org.jpose.media.results.ResultDetails;
import picocli.CommandLine.Option;

/** How people are written. */
final class ResultArguments {
  @Option(
      names = "--keypoint-scale",
      paramLabel = "SCALE",
      description =
          "Coordinates of results: pixels (default), unit (0 to 1), signed (-1 to 1) or network"
              + " (pixels of its input).")
  private KeypointScale scale = KeypointScale.PIXELS;

  @Option(
      names = "--candidates",
      description =
          "Write all joints as well, whoever they belong to, in JSON (formats jpose, jsonl,"
              + " openpose).")
  private boolean candidates;

  /** The details with these. */
  ResultDetails on(ResultDetails details) {
    return details.withScale(scale).withCandidates(candidates);
  }

  /**
   * Checks that there is something to write.
   *
   * @param json where JSON goes; null for nowhere
   * @param csv where CSV goes; null for nowhere
   */
  void check(String json, JsonFormat format, String csv) {
    if (scale != KeypointScale.PIXELS && json == null && csv == null) {
      throw new IllegalArgumentException("--keypoint-scale goes with --json or --csv");
    }
    if (candidates && (json == null || format == JsonFormat.COCO)) {
      throw new IllegalArgumentException(
          "--candidates goes with --json in the formats jpose, jsonl or openpose");
    }
  }
}
