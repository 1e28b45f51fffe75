package org.jpose.train;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.ContentHash;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;
import org.jpose.train.checkpoint.RunFolder;

/** A training in words, as {@code run.json} has it, by the program's names of its options. */
final class RunSettings {
  private static final String PLACES = "places";
  private static final String PHASES = "phases";
  private static final String ADDRESS = "file:";
  private static final String DEFAULT = "default";

  /** What each rank may have as it likes. */
  private static final List<String> OWN =
      List.of(
          "data",
          "places",
          "allow-outside",
          "pretrained",
          "partial",
          "backbone-only",
          "max-damaged",
          "epochs",
          "threads",
          "val-data",
          "val-split",
          "val-samples",
          "val-size",
          "pictures",
          "save-every",
          "validate-every",
          "keep");

  /** What is told elsewhere than among the options. */
  private static final List<String> TOLD =
      List.of(
          "model",
          "data",
          "data-hash",
          "places",
          "skeleton-asked",
          "skeleton-definition",
          "augment-text");

  private RunSettings() {}

  /** Those that are the same in all ranks of a training. */
  static Map<String, String> ofAllRanks(Map<String, String> settings) {
    return without(OWN, settings);
  }

  /** Those that are told as options, all else having a line of its own. */
  static Map<String, String> options(Map<String, String> settings) {
    return without(TOLD, settings);
  }

  private static Map<String, String> without(List<String> names, Map<String, String> settings) {
    Map<String, String> others = new LinkedHashMap<>(settings);
    others.keySet().removeAll(names);
    return others;
  }

  /** All that the weights depend on, and what is needed to go on with the run. */
  static Map<String, String> of(
      Training asked, GradientSteps steps, TrainingData data, List<TrainingPhase> phases) {
    TrainingSamples samples = asked.requireSamples();
    TrainingPhase last = phases.get(phases.size() - 1);
    Recipe recipe = last.feed().recipe();
    Skeleton skeleton = recipe.shape().skeleton();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", asked.start().model());
    settings.put("data", data.dataset().name());
    settings.put(PLACES, text(samples.places()));
    settings.put("data-hash", ContentHash.of(data.dataset()).hash());
    settings.putAll(samples.labels());
    settings.putAll(samples.damage());
    if (samples.options().allowsOutside()) {
      settings.put("allow-outside", "true");
    }
    if (samples.mainPeople()) {
      settings.put("main-people", "true");
    }
    settings.putAll(asked.start().settings());
    settings.put("skeleton", skeleton.name());
    if (samples.options().skeleton().isPresent()) {
      settings.put("skeleton-asked", "true");
    }
    Skeletons.definition(skeleton).ifPresent(own -> settings.put("skeleton-definition", own));
    settings.put(
        "size", recipe.sizes().map(InputSizes::toString).orElse(recipe.shape().size().toString()));
    settings.putAll(AugmentationSettings.of(recipe.augmentation()));
    settings.putAll(samples.targets());
    settings.put("batch", String.valueOf(last.feed().plan().batchSize()));
    settings.put("seed", String.valueOf(asked.seed()));
    settings.putAll(steps.settings(last.options()));
    settings.putAll(
        FeatureOptions.settings(
            phases.stream()
                .flatMap(phase -> phase.feed().features().stream())
                .findFirst()
                .map(TrainingFeatures::terms)));
    if (!asked.length().phases().isEmpty()) {
      settings.put(PHASES, PhaseOptions.text(asked.length().phases()));
    }
    asked.teacher().ifPresent(teacher -> settings.putAll(teacher.settings()));
    settings.put("epochs", text(asked.length().epochs(), DEFAULT));
    settings.put(
        "steps",
        asked.length().steps().isEmpty()
            ? "by epochs"
            : String.valueOf(asked.length().steps().getAsLong()));
    settings.putAll(asked.heldOut().settings());
    settings.put("threads", text(asked.optimization().threads(), DEFAULT));
    settings.putAll(asked.saving().settings());
    return settings;
  }

  /** As a path of classes is written; as addresses where a place has its separator in its name. */
  static String text(List<Path> places) {
    List<Path> whole = places.stream().map(place -> place.toAbsolutePath().normalize()).toList();
    return whole.stream().anyMatch(place -> place.toString().contains(File.pathSeparator))
        ? whole.stream().map(place -> place.toUri().toString()).collect(Collectors.joining(" "))
        : whole.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** What {@link #text(List)} tells of. */
  static List<Path> places(String text) {
    return text.startsWith(ADDRESS)
        ? Arrays.stream(text.split(" ")).map(URI::create).map(Path::of).toList()
        : Arrays.stream(text.split(Pattern.quote(File.pathSeparator))).map(Path::of).toList();
  }

  private static String text(OptionalInt number, String otherwise) {
    return number.isEmpty() ? otherwise : String.valueOf(number.getAsInt());
  }

  /**
   * The training that a run's record tells of.
   *
   * @throws FileException if the record lacks something or is damaged, or the augmentation is one
   *     that it does not describe
   */
  static Training training(RunFolder folder) {
    Map<String, String> settings = folder.record().settings();
    if (!settings.containsKey(PLACES)) {
      throw new FileException(
          folder.path()
              + ": the run does not say where its data is; go on with it by the program"
              + " that began it, with the same settings");
    }
    if (!AugmentationSettings.areWhole(settings)) {
      throw new FileException(
          "%s: the run's augmentation is '%s' changed in Java, which its record does not tell; go on with it by the program that began it, with the same settings, resumed"
              .formatted(folder.path(), settings.get("augment")));
    }
    try {
      return training(settings);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new FileException(
          folder.path() + ": its record is damaged: " + FileException.reason(e), e);
    }
  }

  private static Training training(Map<String, String> settings) {
    Training training =
        Training.of(TrainingStart.told(settings))
            .on(TrainingSamples.told(settings, places(settings.get(PLACES))))
            .seed(Long.parseLong(settings.get("seed")))
            .with(length(settings))
            .with(optimization(settings))
            .with(features(settings))
            .with(HeldOutOptions.told(settings))
            .with(SavingOptions.told(settings));
    return TeacherOptions.told(settings).map(training::with).orElse(training);
  }

  private static TrainingLength length(Map<String, String> settings) {
    TrainingLength length =
        TrainingLength.defaults().withBatchSize(Integer.parseInt(settings.get("batch")));
    if (settings.containsKey(PHASES)) {
      return length.withPhases(phases(settings));
    }
    if (!settings.get("epochs").equals(DEFAULT)) {
      return length.withEpochs(Integer.parseInt(settings.get("epochs")));
    }
    return settings.get("steps").matches("\\d+")
        ? length.withSteps(Long.parseLong(settings.get("steps")))
        : length;
  }

  private static List<PhaseOptions> phases(Map<String, String> settings) {
    return settings.containsKey(PHASES) ? PhaseOptions.parse(settings.get(PHASES)) : List.of();
  }

  /** What is not kept is not wanted, where it could be. */
  private static FeatureOptions features(Map<String, String> settings) {
    FeatureOptions features = FeatureOptions.defaults();
    if (settings.containsKey("feature-cache")) {
      return features
          .withBytes(Long.parseLong(settings.get("feature-cache")))
          .withUses(Integer.parseInt(settings.get("feature-uses")));
    }
    boolean heads =
        Double.parseDouble(settings.get("trunk-lr")) == 0
            || phases(settings).stream().anyMatch(phase -> phase.part() == PhaseOptions.Part.HEADS);
    return features.withNone(heads);
  }

  private static Optimization optimization(Map<String, String> settings) {
    Optimization told =
        Optimization.defaults()
            .withCourse(named(Optimization.Course.class, settings.get("schedule")))
            .withRates(Arrays.stream(settings.get("lr").split(",")).map(Double::valueOf).toList())
            .withMethod(named(Optimization.Method.class, settings.get("optimizer")))
            .withWeightDecay(Double.parseDouble(settings.get("weight-decay")))
            .withAverage(Double.parseDouble(settings.get("average")))
            .withNorms(named(Optimization.Norms.class, settings.get("norms")))
            .withSteps(
                named(
                    Optimization.Steps.class,
                    settings.getOrDefault("channel-steps", Optimization.Steps.EQUAL.toString())))
            .withHardShare(Double.parseDouble(settings.getOrDefault("hard-share", "0")))
            .withBits(named(Optimization.Bits.class, settings.get("precision")))
            .withTrunkRate(Double.parseDouble(settings.get("trunk-lr")));
    String layers = settings.getOrDefault("freeze", "");
    told = layers.isEmpty() ? told : told.withFrozen(List.of(layers.split(" ")));
    OptionalInt rise = whole(settings.get("warm-up"));
    told = rise.isEmpty() ? told : told.withWarmUp(rise.getAsInt());
    OptionalInt threads = whole(settings.get("threads"));
    told = threads.isEmpty() ? told : told.withThreads(threads.getAsInt());
    OptionalDouble clip =
        settings.get("clip").equals("none")
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(settings.get("clip")));
    return clip.isEmpty() ? told : told.withClip(clip.getAsDouble());
  }

  private static OptionalInt whole(String text) {
    return text.equals(DEFAULT) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  private static <T extends Enum<T>> T named(Class<T> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
