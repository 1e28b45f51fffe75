package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.PoseDataset;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.lmdb.LmdbOptions;
import org.jpose.data.loader.Recipe;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.source.LabelOptions;
import org.jpose.media.MediaException;
import org.jpose.train.validation.HeldOutSplit;
import org.jpose.train.validation.Validation;
import org.jpose.train.validation.ValidationOptions;
import picocli.CommandLine.Option;

/** What a training is validated on. */
final class ValidationArguments {
  /** Of the settings. */
  static final List<String> NAMES = List.of("val-data", "val-split", "val-samples", "val-size");

  private static final String VALIDATION = "val";

  @Option(
      names = "--val-data",
      paramLabel = "DIR|FILE",
      description =
          "What to validate on (default: the split of the first --data that begins with val, if"
              + " there is one).")
  private Path data;

  @Option(
      names = "--val-split",
      paramLabel = "NAME",
      description = "Split of it (default: val, if there is one).")
  private String split;

  @Option(
      names = "--val-samples",
      paramLabel = "N",
      description =
          "Images to validate on: the loss of each stage and, for COCO's annotations, AP (default:"
              + " ${DEFAULT-VALUE}; 0 for no validation).")
  private int samples = ValidationOptions.defaults().samples();

  @Option(
      names = "--val-size",
      paramLabel = "WxH",
      description = "Size at which people are looked for, as of 'jpose eval' (default: 432x368).")
  private String size;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description =
          "Images of which targets and answers are drawn at each validation, for TensorBoard; about"
              + " 1 MB each (default: ${DEFAULT-VALUE}).")
  private int pictures = 2;

  /** What was asked for, by the options' names. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    List<Optional<?>> asked =
        List.of(
            Optional.ofNullable(data),
            Optional.ofNullable(split),
            Optional.of(samples),
            Optional.ofNullable(size));
    for (int i = 0; i < asked.size(); i++) {
      String name = NAMES.get(i);
      asked.get(i).ifPresent(value -> settings.put(name, value.toString()));
    }
    return settings;
  }

  /**
   * How much is validated.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  ValidationOptions options() {
    if (samples < 0 || pictures < 0) {
      throw new IllegalArgumentException(
          "--val-samples %d, --pictures %d: expected 0 or more".formatted(samples, pictures));
    }
    if (samples == 0 && (data != null || split != null)) {
      throw new IllegalArgumentException("--val-samples 0 asks for no validation at all");
    }
    ValidationOptions options = ValidationOptions.defaults().withSamples(samples);
    return size == null ? options : options.withSize(NetworkSize.parse(size));
  }

  /**
   * Opens what there is to validate on.
   *
   * @param training places of the training's data
   * @param options of the training's data
   * @param batch images of a batch
   * @param say told of images that cannot be read, of each once
   * @throws MediaException if what was asked for is not there
   */
  HeldOutData open(
      List<Path> training, DataOptions options, Recipe recipe, int batch, Consumer<String> say)
      throws IOException {
    Optional<Path> place = place(training.get(0));
    if (place.isEmpty()) {
      return HeldOutData.none(pictures);
    }
    DataOptions held = held(place.get(), options);
    PoseDataset dataset = Datasets.open(place.get(), held);
    try {
      TrainingData.requireFit(dataset, recipe.shape().skeleton(), say);
      Optional<CocoFolder> annotations = Datasets.annotations(place.get(), held);
      Optional<EvaluationImages> images =
          annotations.isEmpty()
              ? Optional.empty()
              : Optional.of(EvaluationImages.open(annotations.get(), Optional.empty()));
      ValidationOptions how = options().withBatch(batch);
      Set<String> told = ConcurrentHashMap.newKeySet();
      Consumer<RuntimeException> damaged =
          damage -> {
            String line = Failures.line(damage);
            if (told.add(line)) {
              say.accept(line);
            }
          };
      Validation validation = new HeldOutSplit(dataset, recipe, images, how, damaged);
      return new HeldOutData(
          description(dataset, images.isPresent()),
          Optional.of(dataset),
          Optional.of(validation),
          pictures);
    } catch (IOException | RuntimeException | Error e) {
      dataset.close();
      throw e;
    }
  }

  private String description(PoseDataset dataset, boolean annotated) {
    return "validated on %s: %d of %d images, %s"
        .formatted(
            dataset.name(),
            Math.min(samples, dataset.size()),
            dataset.size(),
            annotated ? "loss and AP" : "loss only; AP needs COCO's annotations");
  }

  private Optional<Path> place(Path training) {
    if (samples == 0) {
      return Optional.empty();
    }
    if (data != null || split != null) {
      return Optional.of(data == null ? training : data);
    }
    return hasValidation(training) ? Optional.of(training) : Optional.empty();
  }

  private static boolean hasValidation(Path place) {
    return !Datasets.isLmdb(place)
        && CocoFolder.splits(place).stream().anyMatch(name -> name.startsWith(VALIDATION));
  }

  private DataOptions held(Path place, DataOptions options) {
    Optional<String> chosen =
        split == null && hasValidation(place)
            ? Optional.of(VALIDATION)
            : Optional.ofNullable(split);
    // Few images to learn from are no reason to measure on few.
    return options
        .withSplit(chosen)
        .withLabels(options.labels().withLimit(LabelOptions.defaults().limit()))
        .withLmdb(options.lmdb().withLimit(LmdbOptions.defaults().limit()));
  }
}
