package org.jpose.cli.arguments;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jpose.Jpose;
import org.jpose.core.Backend;
import org.jpose.core.DecoderChoice;
import org.jpose.core.Device;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.Execution;
import org.jpose.core.ModelInfo;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.Sha256;
import org.jpose.core.image.Fit;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.PeopleFilter;
import org.jpose.core.pose.Region;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How people are found: model, sizes, decoder, thresholds. */
public final class EstimatorArguments {
  private static final int RUNS_PER_DEVICE = 2;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FILE",
      description =
          "Model: a name of 'jpose models list' or an ONNX file (default: ${DEFAULT-VALUE}).")
  private String model = ModelZoo.DEFAULT;

  @Mixin private ModelArguments description;

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
      description =
          "Images the network sees at once on each device (default: 1); results are the same.")
  private int batch = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the network (default: one per core).")
  private int threads;

  @Mixin private DeviceArguments devices;

  @Option(
      names = "--peak-threshold",
      paramLabel = "X",
      description = "Least height of a joint's peak (default: 0.1; tf-pose 0.05).")
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
      description = "Drop people with a lower score (default: 0.13, with eval 0; tf-pose 0.3).")
  private Double minScore;

  @Option(
      names = "--max-people",
      paramLabel = "N",
      description = "Keep the best N people of an image (default: all).")
  private Integer maxPeople;

  @Option(
      names = "--recall",
      description =
          "Miss hardly anybody: lower thresholds find more people, and more who are none."
              + " Thresholds that are given as well go before.")
  private boolean recall;

  @Option(
      names = "--region",
      paramLabel = "X,Y X,Y X,Y...",
      description =
          "Keep people in this polygon only, in pixels of the image; several may be given. A person"
              + " is where the mean of the joints is.")
  private List<String> regions = List.of();

  @Option(
      names = "--dedupe",
      paramLabel = "OKS",
      description =
          "Keep the best only of people who are as like each other as this, 0.8 for example"
              + " (default: keep all).")
  private Double dedupe;

  /** Name of the model as results give it. */
  public String modelName() {
    return model;
  }

  /** Takes another model than the default one. */
  public void useModel(String name) {
    model = name;
  }

  /** Takes another size than the default one. */
  public void useSize(String widthAndHeight) {
    size = widthAndHeight;
  }

  /** Enlarges maps, where the decoder does. */
  public void useUpsample(int times) {
    if (DecoderChoice.named(decoder).isTfPose()) {
      upsample = times;
    }
  }

  /** Opens the model. */
  public PoseEstimator open(EstimatorOptions options) {
    return open(devices.execution(threads), options);
  }

  /**
   * Opens the model for the frames of a file, where what counts is how many are done, not how soon
   * one is: each of {@link #runs} has one thread. Threads that share a frame wait for each other in
   * every layer.
   */
  public PoseEstimator openForRuns(EstimatorOptions options) {
    return open(devices.execution(1), options);
  }

  private PoseEstimator open(Execution where, EstimatorOptions options) {
    Backend backend = Jpose.open(model, where, description.description());
    try {
      requireSize(backend.info());
      return new PoseEstimator(backend, options);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private void requireSize(ModelInfo info) {
    if (size != null && info.fixedSize().isPresent() && !size.equals(info.fixedSize().get() + "")) {
      throw new IllegalArgumentException(
          "--size is %s, model %s takes %s only; leave --size out"
              .formatted(size, model, info.fixedSize().get()));
    }
  }

  /**
   * Frames in the network at once: one a core, or two a GPU, so that one is copied while another is
   * calculated.
   *
   * @param where the network runs
   * @throws IllegalArgumentException if a negative number was asked for
   */
  public int runs(List<Device> where) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads is " + threads + ", expected 0 or more");
    }
    if (threads > 0) {
      return threads;
    }
    return where.equals(List.of(Device.CPU))
        ? Runtime.getRuntime().availableProcessors()
        : RUNS_PER_DEVICE * where.size();
  }

  /** From here on the accurate decoder keeps people of any score, unless told otherwise. */
  public void keepAnyScore() {
    choice().withAnyScore().minScore().ifPresent(score -> minScore = score);
  }

  /** All that results depend on, with the model's hash: equal settings give equal results. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", model);
    settings.put("model SHA-256", modelHash());
    settings.put("decoder", decoder);
    settings.put("size", value(size));
    settings.put("fit", value(fit));
    settings.put("upsample", value(upsample));
    settings.put("scales", value(scales));
    settings.put("flip", value(flip));
    settings.put("peak threshold", value(peakThreshold));
    settings.put("limb threshold", value(limbThreshold));
    settings.put("min keypoints", value(minKeypoints));
    settings.put("min score", value(minScore));
    settings.put("max people", value(maxPeople));
    if (recall) {
      settings.put("recall", value(true));
    }
    if (!regions.isEmpty()) {
      settings.put("region", quoted(regions));
    }
    if (dedupe != null) {
      settings.put("dedupe", value(dedupe));
    }
    description.given().forEach((name, given) -> settings.put(name, value(given)));
    return settings;
  }

  private static String value(Object given) {
    return given == null ? "default" : given.toString();
  }

  private static String quoted(List<String> texts) {
    return texts.stream()
        .map(text -> "'" + text.strip().replaceAll("\\s+", " ") + "'")
        .collect(Collectors.joining(" and "));
  }

  private String modelHash() {
    return ModelZoo.isEmbedded(model)
        ? Sha256.hex(ModelZoo.load(model))
        : Sha256.hex(
            ModelStore.open().find(model).map(InstalledModel::path).orElse(Path.of(model)));
  }

  /** Wrong values end in an IllegalArgumentException that says which. */
  public EstimatorOptions options() {
    EstimatorOptions options =
        choice().options().withScales(scales).withFlip(flip).withBatch(batch).withFilter(filter());
    if (fit != null) {
      options = options.withFit(fit);
    }
    return size == null ? options : options.withSize(NetworkSize.parse(size));
  }

  private PeopleFilter filter() {
    PeopleFilter filter = PeopleFilter.all().in(regions.stream().map(Region::parse).toList());
    return dedupe == null ? filter : filter.withoutDuplicates(dedupe);
  }

  private DecoderChoice choice() {
    return new DecoderChoice(
        decoder,
        recall,
        whole(upsample),
        number(peakThreshold),
        number(limbThreshold),
        whole(minKeypoints),
        number(minScore),
        whole(maxPeople));
  }

  private static OptionalInt whole(Integer given) {
    return given == null ? OptionalInt.empty() : OptionalInt.of(given);
  }

  private static OptionalDouble number(Double given) {
    return given == null ? OptionalDouble.empty() : OptionalDouble.of(given);
  }
}
