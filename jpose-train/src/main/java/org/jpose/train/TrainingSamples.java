package org.jpose.train;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.lmdb.LmdbOptions;
import org.jpose.data.loader.DamagedSamples;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.LabelOptions;
import org.jpose.net.Graph;

/**
 * What a network learns from, and what becomes of it.
 *
 * @param places COCO folders, LMDBs or result files; of a folder with a split that begins with
 *     train, this one
 * @param options which labels count
 * @param mainPeople whether there is a sample for each main person, as CMU trained
 * @param sizes at which the network sees images, with their shares of the steps; none for 368x368,
 *     rounded up to what the network takes
 * @param augmentation what happens to them at random
 * @param encoder widths of the targets
 * @param unknownJoints what the loss says of joints without a label
 * @param mostDamaged part of the samples that may be damaged, 0 to 1; others take their places
 */
public record TrainingSamples(
    List<Path> places,
    DataOptions options,
    boolean mainPeople,
    List<InputSizes.Share> sizes,
    Augmentation augmentation,
    EncoderOptions encoder,
    UnknownJoints unknownJoints,
    double mostDamaged) {
  private static final String MAX_DAMAGED = "max-damaged";
  private static final NetworkSize SIZE = new NetworkSize(368, 368);

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no place, or a size follows an image's shape
   */
  public TrainingSamples {
    places = List.copyOf(places);
    sizes = List.copyOf(sizes);
    Objects.requireNonNull(options, "options");
    if (places.isEmpty()) {
      throw new IllegalArgumentException("no place to learn from, expected 1 or more");
    }
    sizes.forEach(share -> share.size().requireFixed());
  }

  /** Places' samples at about 368x368, as the embedded model saw them. */
  public static TrainingSamples of(Path... places) {
    return new TrainingSamples(
        List.of(places),
        DataOptions.defaults(),
        false,
        List.of(),
        Augmentations.LITE,
        EncoderOptions.defaults(),
        UnknownJoints.MASKED,
        DamagedSamples.USUAL_MOST);
  }

  /** The same with other labels. */
  public TrainingSamples withOptions(DataOptions newOptions) {
    return new TrainingSamples(
        places, newOptions, mainPeople, sizes, augmentation, encoder, unknownJoints, mostDamaged);
  }

  /** The same with a sample for each main person, or for each image. */
  public TrainingSamples withMainPeople(boolean newMainPeople) {
    return new TrainingSamples(
        places, options, newMainPeople, sizes, augmentation, encoder, unknownJoints, mostDamaged);
  }

  /** The same at one size. */
  public TrainingSamples withSize(NetworkSize size) {
    return withSizes(List.of(new InputSizes.Share(size, 1)));
  }

  /** The same at other sizes. */
  public TrainingSamples withSizes(List<InputSizes.Share> newSizes) {
    return new TrainingSamples(
        places, options, mainPeople, newSizes, augmentation, encoder, unknownJoints, mostDamaged);
  }

  /** The same with other chance. */
  public TrainingSamples withAugmentation(Augmentation newAugmentation) {
    return new TrainingSamples(
        places, options, mainPeople, sizes, newAugmentation, encoder, unknownJoints, mostDamaged);
  }

  /** The same with other targets. */
  public TrainingSamples withTargets(EncoderOptions newEncoder, UnknownJoints newUnknownJoints) {
    return new TrainingSamples(
        places,
        options,
        mainPeople,
        sizes,
        augmentation,
        newEncoder,
        newUnknownJoints,
        mostDamaged);
  }

  /** The same with another part that may be damaged. */
  public TrainingSamples withMostDamaged(double newMostDamaged) {
    return new TrainingSamples(
        places, options, mainPeople, sizes, augmentation, encoder, unknownJoints, newMostDamaged);
  }

  /**
   * How samples are made for a network, at the first of the sizes.
   *
   * @throws IllegalArgumentException if the network does not take a size
   */
  Recipe recipe(StartingNetwork network) {
    Graph graph = network.graph();
    List<InputSizes.Share> used = sizes(graph);
    used.forEach(share -> requireMultiple(share.size(), graph));
    ColourOrder colour = graph.colour();
    BatchShape shape =
        new BatchShape(network.skeleton(), used.get(0).size(), graph.stride(), colour);
    return Recipe.of(shape, augmentation).withEncoder(encoder).withUnknownJoints(unknownJoints);
  }

  /** The sizes that were asked for, or the usual one. */
  List<InputSizes.Share> sizes(Graph graph) {
    return sizes.isEmpty() ? List.of(new InputSizes.Share(SIZE.up(graph.multiple()), 1)) : sizes;
  }

  private static void requireMultiple(NetworkSize size, Graph graph) {
    NetworkSize up = size.up(graph.multiple());
    if (!size.equals(up)) {
      throw new IllegalArgumentException(
          "size %s: sides must be multiples of %d for %s; the next such size is %s"
              .formatted(size, graph.multiple(), graph.name(), up));
    }
  }

  /**
   * Opens the data.
   *
   * @param network joints are of its skeleton
   * @param say told what of the labels is hardly meant so
   */
  TrainingData open(StartingNetwork network, Consumer<String> say) {
    return TrainingData.open(places, options, mainPeople, network.skeleton(), say);
  }

  /** What of the labels differs from the usual, by the program's names; the skeleton apart. */
  Map<String, String> labels() {
    LabelOptions usual = LabelOptions.defaults();
    LabelOptions labels = options.labels();
    Map<String, String> settings = new LinkedHashMap<>();
    options.split().ifPresent(split -> settings.put("split", split));
    if (labels.limit() != usual.limit()) {
      settings.put("limit", String.valueOf(labels.limit()));
    }
    if (labels.onlyWithPeople()) {
      settings.put("only-with-people", "true");
    }
    if (labels.minimumJoints() != usual.minimumJoints()) {
      settings.put("min-joints", String.valueOf(labels.minimumJoints()));
    }
    if (labels.absentBelow() != usual.absentBelow()) {
      settings.put("absent-below", String.valueOf(labels.absentBelow()));
    }
    if (labels.sureFrom() != usual.sureFrom()) {
      settings.put("sure-from", String.valueOf(labels.sureFrom()));
    }
    if (options.lmdb().firstPixel() != LmdbOptions.defaults().firstPixel()) {
      settings.put("zero-based", "true");
    }
    return settings;
  }

  /** The part that may be damaged where it is not the usual, by the program's name. */
  Map<String, String> damage() {
    return mostDamaged == DamagedSamples.USUAL_MOST
        ? Map.of()
        : Map.of(
            MAX_DAMAGED,
            BigDecimal.valueOf(mostDamaged).movePointRight(2).stripTrailingZeros().toPlainString()
                + "%");
  }

  private static double mostDamaged(Map<String, String> settings) {
    return settings.containsKey(MAX_DAMAGED)
        ? new BigDecimal(settings.get(MAX_DAMAGED).replace("%", "")).movePointLeft(2).doubleValue()
        : DamagedSamples.USUAL_MOST;
  }

  /** What of the targets differs from the usual, by the program's names. */
  Map<String, String> targets() {
    EncoderOptions usual = EncoderOptions.defaults();
    Map<String, String> settings = new LinkedHashMap<>();
    if (encoder.sigma() != usual.sigma()) {
      settings.put("sigma", String.valueOf(encoder.sigma()));
    }
    if (encoder.limbWidth() != usual.limbWidth()) {
      settings.put("limb-width", String.valueOf(encoder.limbWidth()));
    }
    if (encoder.limbExtension() != usual.limbExtension()) {
      settings.put("limb-extension", String.valueOf(encoder.limbExtension()));
    }
    if (unknownJoints != UnknownJoints.MASKED) {
      settings.put("unknown-joints", unknownJoints.name().toLowerCase(Locale.ROOT));
    }
    return settings;
  }

  /**
   * What {@link #labels}, {@link #damage}, {@link #targets} and the rest of a run's settings tell
   * of.
   *
   * @throws IllegalArgumentException if they do not tell where the data is, or a value is none
   */
  static TrainingSamples told(Map<String, String> settings, List<Path> places) {
    LabelOptions usual = LabelOptions.defaults();
    LabelOptions labels =
        new LabelOptions(
            Integer.parseInt(
                settings.getOrDefault("min-joints", String.valueOf(usual.minimumJoints()))),
            Float.parseFloat(
                settings.getOrDefault("absent-below", String.valueOf(usual.absentBelow()))),
            Float.parseFloat(settings.getOrDefault("sure-from", String.valueOf(usual.sureFrom()))),
            settings.containsKey("only-with-people"),
            Integer.parseInt(settings.getOrDefault("limit", String.valueOf(usual.limit()))));
    LmdbOptions lmdb =
        LmdbOptions.defaults()
            .withFirstPixel(settings.containsKey("zero-based") ? 0 : 1)
            .withLimit(labels.limit());
    Skeleton skeleton =
        Skeletons.named(
            settings.get("skeleton"), Optional.ofNullable(settings.get("skeleton-definition")));
    DataOptions options =
        new DataOptions(
            Optional.ofNullable(settings.get("split")),
            labels,
            lmdb,
            settings.containsKey("skeleton-asked") ? Optional.of(skeleton) : Optional.empty(),
            settings.containsKey("allow-outside"));
    EncoderOptions widths = EncoderOptions.defaults();
    return of(places.toArray(Path[]::new))
        .withOptions(options)
        .withMainPeople(settings.containsKey("main-people"))
        .withSizes(InputSizes.parse(settings.get("size")))
        .withAugmentation(AugmentationSettings.told(settings))
        .withMostDamaged(mostDamaged(settings))
        .withTargets(
            new EncoderOptions(
                number(settings, "sigma", widths.sigma()),
                number(settings, "limb-width", widths.limbWidth()),
                number(settings, "limb-extension", widths.limbExtension())),
            UnknownJoints.valueOf(
                settings.getOrDefault("unknown-joints", "masked").toUpperCase(Locale.ROOT)));
  }

  private static double number(Map<String, String> settings, String name, double usual) {
    return settings.containsKey(name) ? Double.parseDouble(settings.get(name)) : usual;
  }
}
