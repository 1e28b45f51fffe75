package org.jpose.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import org.jpose.train.validation.HeldOutSplit;
import org.jpose.train.validation.Validation;
import org.jpose.train.validation.ValidationOptions;

/**
 * What a training is measured on while it goes on.
 *
 * @param data place of the images; empty for the training's own
 * @param split of a COCO folder; empty for the one that begins with {@code val}, if there is one
 * @param samples most images; 0 for no validation
 * @param size at which people are looked for, a budget of pixels; empty for 432x368
 * @param pictures images of which targets and answers are drawn at each validation
 */
public record HeldOutOptions(
    Optional<Path> data,
    Optional<String> split,
    int samples,
    Optional<NetworkSize> size,
    int pictures) {
  private static final String VALIDATION = "val";
  private static final int PICTURES = 2;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public HeldOutOptions {
    if (samples < 0 || pictures < 0) {
      throw new IllegalArgumentException(
          "%d samples, %d pictures to validate on: expected 0 or more"
              .formatted(samples, pictures));
    }
    if (samples == 0 && (data.isPresent() || split.isPresent())) {
      throw new IllegalArgumentException(
          "0 samples to validate on are no validation; name no data for it");
    }
  }

  /** 500 images of the training's own validation split, if there is one; two pictures. */
  public static HeldOutOptions defaults() {
    return new HeldOutOptions(
        Optional.empty(),
        Optional.empty(),
        ValidationOptions.defaults().samples(),
        Optional.empty(),
        PICTURES);
  }

  /** The same on another split. */
  public HeldOutOptions withSplit(String newSplit) {
    return new HeldOutOptions(data, Optional.of(newSplit), samples, size, pictures);
  }

  /** The same on so many images; 0 for no validation. */
  public HeldOutOptions withSamples(int newSamples) {
    return new HeldOutOptions(data, split, newSamples, size, pictures);
  }

  /** The same with people looked for at another size. */
  public HeldOutOptions withSize(NetworkSize newSize) {
    return new HeldOutOptions(data, split, samples, Optional.of(newSize), pictures);
  }

  /** The same with another number of pictures. */
  public HeldOutOptions withPictures(int newPictures) {
    return new HeldOutOptions(data, split, samples, size, newPictures);
  }

  /** What was asked for, by the program's names. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    data.ifPresent(place -> settings.put("val-data", place.toString()));
    split.ifPresent(name -> settings.put("val-split", name));
    settings.put("val-samples", String.valueOf(samples));
    size.ifPresent(pixels -> settings.put("val-size", pixels.toString()));
    if (pictures != PICTURES) {
      settings.put("pictures", String.valueOf(pictures));
    }
    return settings;
  }

  /** What {@link #settings} tells of. */
  static HeldOutOptions told(Map<String, String> settings) {
    return new HeldOutOptions(
        Optional.ofNullable(settings.get("val-data")).map(Path::of),
        Optional.ofNullable(settings.get("val-split")),
        Integer.parseInt(settings.get("val-samples")),
        Optional.ofNullable(settings.get("val-size")).map(NetworkSize::parse),
        Integer.parseInt(settings.getOrDefault("pictures", String.valueOf(PICTURES))));
  }

  /**
   * Opens what there is to validate on.
   *
   * @param samples what is trained on
   * @param batch images of a batch
   * @throws org.jpose.core.disk.FileException if what was asked for is not there
   */
  HeldOutData open(TrainingSamples samples, Recipe recipe, int batch, TrainingListener listener)
      throws IOException {
    Optional<Path> place = place(samples.places().get(0));
    if (place.isEmpty()) {
      return HeldOutData.none(pictures);
    }
    DataOptions held = held(place.get(), samples.options());
    PoseDataset dataset = Datasets.open(place.get(), held);
    try {
      TrainingData.requireFit(dataset, recipe.shape().skeleton(), listener::warn);
      Optional<CocoFolder> annotations = Datasets.annotations(place.get(), held);
      Optional<EvaluationImages> images =
          annotations.isEmpty()
              ? Optional.empty()
              : Optional.of(EvaluationImages.open(annotations.get(), Optional.empty()));
      Validation validation =
          new HeldOutSplit(dataset, recipe, images, options(batch), eachOnce(listener));
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

  private ValidationOptions options(int batch) {
    ValidationOptions options = ValidationOptions.defaults().withSamples(samples).withBatch(batch);
    return size.map(options::withSize).orElse(options);
  }

  /** A damaged image is met in each validation, for the loss and for AP. */
  private static Consumer<RuntimeException> eachOnce(TrainingListener listener) {
    Set<String> told = ConcurrentHashMap.newKeySet();
    return damage -> {
      String line = listener.line(damage);
      if (told.add(line)) {
        listener.warn(line);
      }
    };
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
    if (data.isPresent() || split.isPresent()) {
      return Optional.of(data.orElse(training));
    }
    return hasValidation(training) ? Optional.of(training) : Optional.empty();
  }

  private static boolean hasValidation(Path place) {
    return !Datasets.isLmdb(place)
        && CocoFolder.splits(place).stream().anyMatch(name -> name.startsWith(VALIDATION));
  }

  private DataOptions held(Path place, DataOptions options) {
    Optional<String> chosen =
        split.isEmpty() && hasValidation(place) ? Optional.of(VALIDATION) : split;
    // Few images to learn from are no reason to measure on few.
    return options
        .withSplit(chosen)
        .withLabels(options.labels().withLimit(LabelOptions.defaults().limit()))
        .withLmdb(options.lmdb().withLimit(LmdbOptions.defaults().limit()));
  }
}
