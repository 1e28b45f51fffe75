package org.jpose.spark.submit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jpose.core.DecoderChoice;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.image.Fit;
import org.jpose.core.image.NetworkSize;
import org.jpose.spark.ExecutorModel;
import org.jpose.spark.PeopleOptions;
import org.jpose.spark.VideoSettings;
import org.jpose.spark.VideoSettings.Tracking;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program's command line; {@code help.txt} describes it. */
@Command(name = "jpose-spark")
final class JobArguments {
  private static final long MEGA = 1_000_000;
  private static final long MOST_MEGAPIXELS = 700;

  /** What is written. */
  enum Format {
    PARQUET,
    JSON,
    COCO,
    OPENPOSE
  }

  @Parameters private List<String> inputs = List.of();

  /** As inputs were named earlier. */
  @Option(
      names = {"-i", "--input"},
      arity = "1..*",
      hidden = true)
  private List<String> earlierInputs = List.of();

  @Option(names = {"-o", "--out"})
  String output;

  @Option(names = "--format")
  Format format = Format.PARQUET;

  @Option(names = "--recursive")
  boolean recursive;

  @Option(names = "--resume")
  boolean resume;

  @Option(names = "--chunk")
  Integer chunk;

  @Option(names = "--images-per-task")
  int imagesPerTask = 64;

  @Option(names = "--fail-on-error")
  boolean failOnError;

  @Option(names = "--video")
  boolean video;

  @Option(names = "--track")
  boolean track;

  @Option(names = "--smooth")
  boolean smooth;

  @Option(names = "--step")
  int step = 1;

  @Option(names = "--evaluate")
  String annotations;

  @Option(names = {"-m", "--model"})
  String model = ModelZoo.DEFAULT;

  @Option(names = "--size")
  private String size;

  @Option(names = "--fit")
  private Fit fit;

  @Option(names = "--decoder")
  private String decoder = "accurate";

  @Option(names = "--scales", split = ",")
  private List<Double> scales = List.of(1.0);

  @Option(names = "--flip")
  private boolean flip;

  @Option(names = "--batch")
  private int batch = 1;

  @Option(names = "--peak-threshold")
  private Double peakThreshold;

  @Option(names = "--limb-threshold")
  private Double limbThreshold;

  @Option(names = "--min-keypoints")
  private Integer minKeypoints;

  @Option(names = "--min-score")
  private Double minScore;

  @Option(names = "--max-people")
  private Integer maxPeople;

  @Option(names = "--max-megapixels")
  private long maxMegapixels = PeopleOptions.defaults().maxPixels() / MEGA;

  @Option(names = {"-q", "--quiet"})
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true)
  boolean help;

  /** As {@code --out} was called. */
  @Option(names = "--output", hidden = true)
  private void output(String earlier) {
    output = earlier;
  }

  /**
   * Checks what goes with what.
   *
   * @throws IllegalArgumentException which says what does not
   */
  void check() {
    if (inputs().isEmpty()) {
      throw new IllegalArgumentException("no inputs; name files, folders or patterns");
    }
    if (output == null) {
      throw new IllegalArgumentException("no output; give --out DIR");
    }
    if (!video && (track || smooth || step != 1)) {
      throw new IllegalArgumentException("--track, --smooth and --step go with --video");
    }
    if (video && (format == Format.COCO || annotations != null)) {
      throw new IllegalArgumentException(
          "--format coco and --evaluate are for image files, not for --video");
    }
    if (maxMegapixels < 1 || maxMegapixels > MOST_MEGAPIXELS) {
      throw new IllegalArgumentException(
          "--max-megapixels is " + maxMegapixels + ", expected 1 to " + MOST_MEGAPIXELS);
    }
    if (chunk != null && chunk < 1 || imagesPerTask < 1) {
      throw new IllegalArgumentException("--chunk and --images-per-task are 1 or more");
    }
    videos();
    estimation();
  }

  /** Files, folders and patterns, as they were named. */
  List<String> inputs() {
    return Stream.of(inputs, earlierInputs).flatMap(List::stream).toList();
  }

  VideoSettings videos() {
    Tracking tracking = smooth ? Tracking.SMOOTH : track ? Tracking.TRACK : Tracking.NONE;
    return new VideoSettings(tracking, step);
  }

  PeopleOptions people(ExecutorModel found) {
    return PeopleOptions.defaults()
        .withModel(found)
        .withEstimation(estimation())
        .withMaxPixels(maxMegapixels * MEGA)
        .withFailOnError(failOnError);
  }

  private EstimatorOptions estimation() {
    EstimatorOptions options =
        choice().options().withScales(scales).withFlip(flip).withBatch(batch);
    options = fit == null ? options : options.withFit(fit);
    return size == null ? options : options.withSize(NetworkSize.parse(size));
  }

  private DecoderChoice choice() {
    DecoderChoice choice =
        new DecoderChoice(
            decoder,
            false,
            OptionalInt.empty(),
            number(peakThreshold),
            number(limbThreshold),
            whole(minKeypoints),
            number(minScore),
            whole(maxPeople));
    // As jpose eval: COCO's figures rank people, whatever their score.
    return annotations == null ? choice : choice.withAnyScore();
  }

  private static OptionalInt whole(Integer given) {
    return given == null ? OptionalInt.empty() : OptionalInt.of(given);
  }

  private static OptionalDouble number(Double given) {
    return given == null ? OptionalDouble.empty() : OptionalDouble.of(given);
  }

  /** All that rows depend on besides the files. */
  Map<String, String> settings(ExecutorModel found) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", found.name());
    settings.put("model SHA-256", found.sha256().isEmpty() ? "embedded" : found.sha256());
    settings.put("video", Boolean.toString(video));
    settings.put("following", videos().tracking().toString());
    settings.put("step", Integer.toString(step));
    settings.put("decoder", choice().name());
    settings.put("thresholds", choice().thresholds().toString());
    settings.put("size", estimation().size().toString());
    settings.put("fit", estimation().fit().toString());
    settings.put("scales", scales.toString());
    settings.put("flip", Boolean.toString(flip));
    settings.put("max megapixels", Long.toString(maxMegapixels));
    settings.put("rows", format == Format.JSON ? "json" : "parquet");
    return settings;
  }
}
