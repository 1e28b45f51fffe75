package org.jpose.cli.video;

import java.nio.file.Path;
import org.jpose.cli.arguments.JsonFormat;
import org.jpose.cli.arguments.ResultArguments;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.draw.Drawing;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.results.ImageIds;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.video.write.VideoCodec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done with the people of a video or a camera. */
final class VideoArguments {
  @Option(
      names = "--json",
      paramLabel = "FILE|DIR",
      description =
          "Write people as JSON, one line a frame; '-' is standard output. docs/RESULTS.md has the"
              + " schema.")
  String json;

  @Option(
      names = "--json-format",
      paramLabel = "FORMAT",
      description =
          "jsonl (default), jpose (one document), openpose, openpose-body25 (both: a folder of one"
              + " file a frame) or coco.")
  private JsonFormat jsonFormat;

  @Option(
      names = "--image-ids",
      paramLabel = "FILE",
      description =
          "With --json-format coco: take the ids of a series' images from these annotations"
              + " (default: frame numbers).")
  Path imageIds;

  @Option(
      names = "--csv",
      paramLabel = "FILE|DIR",
      description = "Write people as CSV; '-' is standard output.")
  String csv;

  @Mixin private ResultArguments results;

  @Option(names = "--track", description = "Follow people: each keeps a number, also on pictures.")
  boolean track;

  @Option(
      names = "--smooth",
      description = "Take the trembling out of joints; follows people as --track does.")
  boolean smooth;

  @Option(
      names = "--draw",
      paramLabel = "WHAT",
      description =
          "With a video to write: skeleton (default), heatmap, affinity, or all (four panels).")
  Drawing draw = Drawing.SKELETON;

  @Option(names = "--on-black", description = "Draw skeletons on black instead of the video.")
  boolean onBlack;

  @Option(
      names = "--codec",
      paramLabel = "NAME",
      description =
          "Codec of the video to write: h264, mpeg4, vp9, vp8 or mjpeg (default: by the file's"
              + " kind).")
  VideoCodec codec;

  @Option(
      names = "--show",
      description =
          "Show people in a window while it goes on; key h shows the keys, space pauses, q quits.")
  boolean show;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report failures only.")
  boolean quiet;

  /** Whether results go to standard output, where no report must be among them. */
  boolean piped() {
    return "-".equals(json) || "-".equals(csv);
  }

  JsonFormat jsonFormat() {
    return jsonFormat == null ? JsonFormat.JSONL : jsonFormat;
  }

  ResultFormat csvFormat() {
    return results.csvFormat();
  }

  ResultDetails details() {
    ResultDetails details = results.details();
    return imageIds == null ? details : details.withImageIds(ImageIds.of(imageIds));
  }

  PipelineOptions pipeline(int runs) {
    PipelineOptions options = PipelineOptions.defaults().withRuns(runs);
    if (smooth) {
      return options.withSmoothing(SmoothingOptions.defaults());
    }
    return track ? options.withTracking(TrackerOptions.defaults()) : options;
  }

  /**
   * Checks what does not depend on the model.
   *
   * @param out the option that names a video to write
   * @param written whether it was given
   */
  void check(String out, boolean written) {
    if (!written && (draw != Drawing.SKELETON || onBlack && !show || codec != null)) {
      throw new IllegalArgumentException(
          "--draw, --on-black and --codec go with " + out + " FILE, the video to write");
    }
    results.check(json, jsonFormat, imageIds, csv);
    if ("-".equals(json) && isFolder(jsonFormat().format())) {
      throw new IllegalArgumentException(
          "--json-format " + jsonFormat + " has a file for each frame; name a folder");
    }
    if (show) {
      VideoWindow.requireScreen();
    }
  }

  /** Checks that a format has joints of the model's. */
  void requireJoints(Skeleton skeleton) {
    if (json != null) {
      jsonFormat().requireJoints(skeleton);
    }
  }

  /** Whether a format of frames is a folder of files. */
  static boolean isFolder(ResultFormat format) {
    return format == ResultFormat.OPENPOSE || format == ResultFormat.OPENPOSE_BODY25;
  }
}
