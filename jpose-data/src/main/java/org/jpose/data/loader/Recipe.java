package org.jpose.data.loader;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentation;

/**
 * All that decides on a batch beside the data and the request. Recipes of equal {@code toString()}
 * make equal batches.
 *
 * @param shape what samples look like; where there are several sizes, of the first
 * @param augmentation what happens to them at random
 * @param encoder widths of the targets
 * @param unknownJoints what the loss says of joints without a label
 * @param sizes sizes of the images, if there are several
 */
public record Recipe(
    BatchShape shape,
    Augmentation augmentation,
    EncoderOptions encoder,
    UnknownJoints unknownJoints,
    Optional<InputSizes> sizes) {
  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if the shape is not of the first size
   */
  public Recipe {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(unknownJoints, "unknownJoints");
    if (sizes.isPresent() && !sizes.get().shares().get(0).size().equals(shape.size())) {
      throw new IllegalArgumentException("shape of " + shape.size() + " with sizes " + sizes.get());
    }
  }

  /** A recipe for one size. */
  public Recipe(
      BatchShape shape,
      Augmentation augmentation,
      EncoderOptions encoder,
      UnknownJoints unknownJoints) {
    this(shape, augmentation, encoder, unknownJoints, Optional.empty());
  }

  /** With tf-openpose's widths, joints without a label masked. */
  public static Recipe of(BatchShape shape, Augmentation augmentation) {
    return new Recipe(shape, augmentation, EncoderOptions.defaults(), UnknownJoints.MASKED);
  }

  /** The same with other widths. */
  public Recipe withEncoder(EncoderOptions newEncoder) {
    return new Recipe(shape, augmentation, newEncoder, unknownJoints, sizes);
  }

  /** The same with another treatment of joints without a label. */
  public Recipe withUnknownJoints(UnknownJoints newUnknownJoints) {
    return new Recipe(shape, augmentation, encoder, newUnknownJoints, sizes);
  }

  /** The same with images of several sizes. */
  public Recipe withSizes(InputSizes newSizes) {
    return new Recipe(
        resized(newSizes.shares().get(0).size()),
        augmentation,
        encoder,
        unknownJoints,
        newSizes.shares().size() == 1 ? Optional.empty() : Optional.of(newSizes));
  }

  /** What samples of a batch look like. */
  public BatchShape shape(BatchRequest request) {
    return shapes().get(sizes.map(several -> several.kind(request)).orElse(0));
  }

  /** What samples look like, at each of the sizes. */
  public List<BatchShape> shapes() {
    return sizes
        .map(several -> several.shares().stream().map(share -> resized(share.size())).toList())
        .orElse(List.of(shape));
  }

  private BatchShape resized(NetworkSize size) {
    return new BatchShape(shape.skeleton(), size, shape.stride(), shape.colour());
  }

  /** All of it, to the letter; a single size leaves the sizes out. */
  @Override
  public String toString() {
    return "Recipe[shape=%s, augmentation=%s, encoder=%s, unknownJoints=%s%s]"
        .formatted(
            shape,
            augmentation,
            encoder,
            unknownJoints,
            sizes.map(several -> ", sizes=" + several).orElse(""));
  }
}
