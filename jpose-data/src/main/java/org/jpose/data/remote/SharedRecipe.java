package org.jpose.data.remote;

import java.util.Locale;
import java.util.Optional;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;

/**
 * A loader's recipe as workers are told it: shape, targets, the augmentation by its name and what
 * may be changed of it, and the recipe's whole text. A worker builds the recipe anew and compares
 * texts, so that it cannot follow another one unnoticed.
 */
final class SharedRecipe {
  private SharedRecipe() {}

  /**
   * For the trainer.
   *
   * @throws IllegalArgumentException if its augmentation is not one of {@link Augmentations}, but
   *     for the probability of a mosaic
   */
  static Form form(Recipe recipe) {
    BatchShape shape = recipe.shape();
    Form form =
        Form.empty()
            .with("skeleton", shape.skeleton().toText())
            .with("size", shape.size())
            .with("stride", shape.stride())
            .with("colour", shape.colour())
            .with("augmentation", recipe.augmentation().name())
            .with("mosaic", recipe.augmentation().mosaic())
            .with("sigma", recipe.encoder().sigma())
            .with("limb-width", recipe.encoder().limbWidth())
            .with("limb-extension", recipe.encoder().limbExtension())
            .with("unknown-joints", recipe.unknownJoints())
            .with("recipe", recipe);
    if (recipe.sizes().isPresent()) {
      InputSizes sizes = recipe.sizes().get();
      form = form.with("sizes", sizes).with("batch", sizes.batchSize());
    }
    read(form);
    return form;
  }

  /**
   * For a worker.
   *
   * @throws IllegalArgumentException if the form is of none, or means another recipe here
   */
  static Recipe read(Form form) {
    Augmentation augmentation =
        form.value("augmentation", Augmentations::named)
            .withMosaic(form.value("mosaic", Double::parseDouble));
    Recipe recipe =
        new Recipe(
            new BatchShape(
                form.value("skeleton", Skeleton::parse),
                form.value("size", NetworkSize::parse),
                form.integer("stride"),
                form.value("colour", ColourOrder::valueOf)),
            augmentation,
            new EncoderOptions(
                form.value("sigma", Double::parseDouble),
                form.value("limb-width", Double::parseDouble),
                form.value("limb-extension", Double::parseDouble)),
            form.value("unknown-joints", UnknownJoints::valueOf),
            form.values().containsKey("sizes")
                ? Optional.of(
                    new InputSizes(form.value("sizes", InputSizes::parse), form.integer("batch")))
                : Optional.empty());
    if (!recipe.toString().equals(form.text("recipe"))) {
      throw new IllegalArgumentException(
          "augmentation '%s' is not the one of this name here; workers know the presets, and no"
                  .formatted(augmentation.name())
              + " change of one but its mosaics");
    }
    return recipe;
  }

  /** What batches look like, in words. */
  static String summary(BatchShape shape, int epochSize) {
    return "skeleton %s, %s pixels, stride %d, %s, %,d samples"
        .formatted(
            shape.skeleton().name(),
            shape.size(),
            shape.stride(),
            shape.colour().name().toLowerCase(Locale.ROOT),
            epochSize);
  }
}
