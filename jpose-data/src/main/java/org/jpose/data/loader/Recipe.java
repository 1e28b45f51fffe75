package org.jpose.data.loader;

import java.util.Objects;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentation;

/**
 * All that decides on a batch beside the data and the request. Recipes of equal {@code toString()}
 * make equal batches.
 *
 * @param shape what samples look like
 * @param augmentation what happens to them at random
 * @param encoder widths of the targets
 * @param unknownJoints what the loss says of joints without a label
 */
public record Recipe(
    BatchShape shape,
    Augmentation augmentation,
    EncoderOptions encoder,
    UnknownJoints unknownJoints) {
  /** Checks that nothing is missing. */
  public Recipe {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(unknownJoints, "unknownJoints");
  }

  /** With tf-openpose's widths, joints without a label masked. */
  public static Recipe of(BatchShape shape, Augmentation augmentation) {
    return new Recipe(shape, augmentation, EncoderOptions.defaults(), UnknownJoints.MASKED);
  }

  /** The same with other widths. */
  public Recipe withEncoder(EncoderOptions newEncoder) {
    return new Recipe(shape, augmentation, newEncoder, unknownJoints);
  }

  /** The same with another treatment of joints without a label. */
  public Recipe withUnknownJoints(UnknownJoints newUnknownJoints) {
    return new Recipe(shape, augmentation, encoder, newUnknownJoints);
  }
}
