package org.jpose.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jpose.Jpose;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.NetworkSize;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Option;

/** How people are found: model, sizes, decoder, thresholds. */
final class EstimatorArguments {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FILE",
      description = "Model: a name of 'jpose models list' or an ONNX file (default: lite).")
  private String model = ModelZoo.DEFAULT;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description =
          "Size at which the network sees images: 432x368 (the default) or -1x368 (width by the"
              + " image's shape), for example. With --fit pad a WxH is a number of pixels, whatever"
              + " their shape. Rounded up to what the network takes.")
  private String size;

  @Option(
      names = "--fit",
      paramLabel = "HOW",
      description =
          "stretch (as tf-pose) or pad (shape kept). Default: what the decoder is used with.")
  private Fit fit;

  @Option(
      names = "--decoder",
      paramLabel = "NAME",
      description =
          "accurate (the default) or tf-pose: the same people as tf-pose, faults included.")
  private String decoder = "accurate";

  @Option(
      names = "--upsample",
      paramLabel = "N",
      description = "Enlarge maps 2, 4 or 8 times; tf-pose decoder only (default: 4).")
  private Integer upsample;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "S",
      description =
          "Average over several network sizes, for example 0.5,1,1.5,2: slower, more accurate.")
  private List<Double> scales = List.of(1.0);

  @Option(names = "--flip", description = "Average with the mirrored image: twice the time.")
  private boolean flip;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images the network sees at once (default: 1); results are the same.")
  int batch = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the network (default: one per core).")
  private int threads;

  @Option(
      names = "--peak-threshold",
      paramLabel = "X",
      description = "Least height of a joint's peak (default: 0.05).")
  private Double peakThreshold;

  @Option(
      names = "--limb-threshold",
      paramLabel = "X",
      description = "Least field along a limb for a sample to count (default: 0.05).")
  private Double limbThreshold;

  @Option(
      names = "--min-keypoints",
      paramLabel = "N",
      description = "Drop people with fewer joints (default: 4).")
  private Integer minKeypoints;

  @Option(
      names = "--min-score",
      paramLabel = "X",
      description = "Drop people with a lower score (default: 0.15; tf-pose 0.3).")
  private Double minScore;

  @Option(
      names = "--max-people",
      paramLabel = "N",
      description = "Keep the best N people of an image.")
  private Integer maxPeople;

  /** Name of the model as results give it. */
  String modelName() {
    return model;
  }

  /** Opens the model. */
  PoseEstimator open(EstimatorOptions options) {
    return new PoseEstimator(backend(model, threads), options);
  }

  /** Wrong values end in an IllegalArgumentException that says which. */
  EstimatorOptions options() {
    boolean tfPose = isTfPose();
    EstimatorOptions options = tfPose ? EstimatorOptions.tfPose() : EstimatorOptions.defaults();
    options =
        options.withDecoder(decoder(tfPose)).withScales(scales).withFlip(flip).withBatch(batch);
    if (fit != null) {
      options = options.withFit(fit);
    }
    return size == null ? options : options.withSize(NetworkSize.parse(size));
  }

  private boolean isTfPose() {
    return switch (decoder.toLowerCase(Locale.ROOT)) {
      case "accurate" -> false;
      case "tf-pose" -> true;
      default ->
          throw new IllegalArgumentException(
              "decoder '" + decoder + "' is not known; known: accurate, tf-pose");
    };
  }

  private PoseDecoder decoder(boolean tfPose) {
    DecoderOptions options = tfPose ? DecoderOptions.tfPose() : DecoderOptions.accurate();
    if (peakThreshold != null) {
      options = options.withPeakThreshold(peakThreshold);
    }
    if (limbThreshold != null) {
      options = options.withLimbThreshold(limbThreshold);
    }
    if (minKeypoints != null) {
      options = options.withMinKeypoints(minKeypoints);
    }
    if (minScore != null) {
      options = options.withMinScore(minScore);
    }
    if (maxPeople != null) {
      options = options.withMaxPeople(maxPeople);
    }
    if (tfPose) {
      return new TfPoseDecoder(upsample == null ? 4 : upsample, options);
    }
    if (upsample != null) {
      throw new IllegalArgumentException(
          "--upsample goes with --decoder tf-pose; the accurate decoder does not upsample");
    }
    return new AccurateDecoder(options);
  }

  /** Whether there are weights of that name, embedded or in a file. */
  static boolean isModel(String model) {
    return ModelZoo.card(model).isPresent() || Files.exists(Path.of(model));
  }

  /**
   * Opens a model by name or file.
   *
   * @throws ModelFormatException if it is neither, or damaged
   */
  static Backend backend(String model, int threads) {
    if (ModelZoo.card(model).isPresent()) {
      return Jpose.embedded(model, threads);
    }
    Path file = Path.of(model);
    if (Files.exists(file)) {
      return OnnxBackend.open(file, threads);
    }
    throw new ModelFormatException(
        model
            + ": neither a file nor a model that comes with jpose ("
            + String.join(", ", ModelZoo.cards().stream().map(ModelCard::name).toList())
            + ")");
  }
}
