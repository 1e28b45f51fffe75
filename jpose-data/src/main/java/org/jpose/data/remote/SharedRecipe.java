package org.jpose.data.remote;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;

/**
 * A loader's recipe as workers are told it: the augmentation by its name and what may be changed of
 * it, the targets, and the recipe's whole text. A worker builds the recipe anew and compares texts,
 * so that it cannot follow another one unnoticed.
 */
public final class SharedRecipe {
  private SharedRecipe() {}

  /**
   * For the trainer.
   *
   * @throws IllegalArgumentException if its augmentation is not one of {@link Augmentations}, but
   *     for the probability of a mosaic
   */
  public static BatchRecipe of(Recipe recipe) {
    Augmentation augmentation = recipe.augmentation();
    EncoderOptions encoder = recipe.encoder();
    String text =
        """
        augmentation %s
        mosaic %s
        sigma %s
        limb-width %s
        limb-extension %s
        unknown-joints %s
        %srecipe %s
        """
            .formatted(
                augmentation.name(),
                augmentation.mosaic(),
                encoder.sigma(),
                encoder.limbWidth(),
                encoder.limbExtension(),
                recipe.unknownJoints(),
                recipe.sizes().map(SharedRecipe::line).orElse(""),
                recipe);
    BatchRecipe shared = new BatchRecipe(recipe.shape(), text);
    read(shared);
    return shared;
  }

  /**
   * For a worker.
   *
   * @throws IllegalArgumentException if the text is another, or means another recipe here
   */
  static Recipe read(BatchRecipe shared) {
    Map<String, String> values = values(shared.text());
    Augmentation augmentation =
        value(values, "augmentation", Augmentations::named)
            .withMosaic(value(values, "mosaic", Double::parseDouble));
    EncoderOptions encoder =
        new EncoderOptions(
            value(values, "sigma", Double::parseDouble),
            value(values, "limb-width", Double::parseDouble),
            value(values, "limb-extension", Double::parseDouble));
    Recipe recipe =
        new Recipe(
            shared.shape(),
            augmentation,
            encoder,
            value(values, "unknown-joints", UnknownJoints::valueOf),
            sizes(shared.text()));
    if (!recipe.toString().equals(values.get("recipe"))) {
      throw new IllegalArgumentException(
          "augmentation '%s' is not the one of this name here; workers know the presets, and no"
                  .formatted(augmentation.name())
              + " change of one but its mosaics");
    }
    return recipe;
  }

  private static String line(InputSizes sizes) {
    return "sizes %s\nbatch %d\n".formatted(sizes, sizes.batchSize());
  }

  /** The sizes of the images, if there are several. */
  static Optional<InputSizes> sizes(String text) {
    Map<String, String> values = values(text);
    return Optional.ofNullable(values.get("sizes"))
        .map(
            sizes ->
                new InputSizes(InputSizes.parse(sizes), value(values, "batch", Integer::parseInt)));
  }

  private static Map<String, String> values(String text) {
    return text.lines()
        .filter(line -> line.indexOf(' ') > 0)
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(' ')),
                line -> line.substring(line.indexOf(' ') + 1),
                (first, second) -> first));
  }

  private static <T> T value(Map<String, String> values, String name, Function<String, T> read) {
    return Optional.ofNullable(values.get(name))
        .map(read)
        .orElseThrow(() -> new IllegalArgumentException("the recipe has no '" + name + "'"));
  }
}
