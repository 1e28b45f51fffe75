package org.jpose.data.remote;

import java.util.Locale;
import java.util.Objects;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/**
 * How the trainer wants its batches; workers are told, so that nobody has to repeat options.
 *
 * @param shape skeleton, size (the first, if there are several), stride and colour order
 * @param text augmentation and targets in their canonical form, which {@link WorkerData} reads
 */
public record BatchRecipe(BatchShape shape, String text) {
  /** Longest text, in characters. */
  public static final int MAX_TEXT = 16_000;

  /** Longest definition of a skeleton, in characters of ASCII. */
  public static final int MAX_SKELETON = 32_000;

  /**
   * Checks that workers can be told all of it.
   *
   * @throws IllegalArgumentException if the text is longer than {@link #MAX_TEXT} or the skeleton's
   *     than {@link #MAX_SKELETON}
   */
  public BatchRecipe {
    Objects.requireNonNull(shape, "shape");
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "recipe of %,d characters: at most %,d".formatted(text.length(), MAX_TEXT));
    }
    int definition = shape.skeleton().toText().length();
    if (definition > MAX_SKELETON) {
      throw new IllegalArgumentException(
          "skeleton %s of %,d characters: at most %,d"
              .formatted(shape.skeleton().name(), definition, MAX_SKELETON));
    }
  }

  /** As workers are told it. */
  Form form() {
    return Form.empty()
        .with("skeleton", shape.skeleton().toText())
        .with("width", shape.size().width())
        .with("height", shape.size().height())
        .with("stride", shape.stride())
        .with("colour", shape.colour())
        .with("recipe", text);
  }

  /**
   * As a worker was told it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static BatchRecipe of(Form form) {
    return new BatchRecipe(
        new BatchShape(
            Skeleton.parse(form.text("skeleton")),
            new NetworkSize(form.integer("width"), form.integer("height")),
            form.integer("stride"),
            ColourOrder.valueOf(form.text("colour"))),
        form.text("recipe"));
  }

  /** What samples of a batch look like. */
  BatchShape shape(BatchRequest request) {
    return SharedRecipe.sizes(text)
        .map(sizes -> sizes.shares().get(sizes.kind(request)).size())
        .map(size -> new BatchShape(shape.skeleton(), size, shape.stride(), shape.colour()))
        .orElse(shape);
  }

  /** Skeleton, size, stride and colour in words. */
  String summary() {
    return "skeleton %s, %s pixels, stride %d, %s"
        .formatted(
            shape.skeleton().name(),
            shape.size(),
            shape.stride(),
            shape.colour().name().toLowerCase(Locale.ROOT));
  }
}
