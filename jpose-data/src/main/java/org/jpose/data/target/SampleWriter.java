package org.jpose.data.target;

import java.util.Objects;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.TargetPlanes;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.Image;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.SampleLabels;

/**
 * Writes samples into batches. Immutable and thread-safe; different samples of a batch may be
 * written by different threads.
 */
public final class SampleWriter {
  private final BatchShape shape;
  private final FieldEncoder encoder;

  /**
   * A writer for batches of one shape.
   *
   * @param shape what the samples look like
   * @param options widths of the targets
   * @param unknownJoints what the loss says of joints without a label
   */
  public SampleWriter(BatchShape shape, EncoderOptions options, UnknownJoints unknownJoints) {
    this.shape = Objects.requireNonNull(shape, "shape");
    encoder = new FieldEncoder(shape.skeleton(), shape.stride(), options, unknownJoints);
  }

  /**
   * Writes pixels, targets and masks of one sample; none of its numbers is left as it was.
   *
   * @param sample of the shape's size and skeleton
   * @param batch the batch, of the writer's shape
   * @param index place of the sample in the batch
   * @throws IllegalArgumentException if sample and batch do not fit the shape
   */
  public void write(Sample sample, Batch batch, int index) {
    Objects.checkIndex(index, batch.request().size());
    Image image = sample.image();
    if (image.width() != shape.size().width() || image.height() != shape.size().height()) {
      throw new IllegalArgumentException(
          "%s: %s does not have the network's size %s; augment it first"
              .formatted(sample.origin(), image, shape.size()));
    }
    write(sample.labels(), batch, index);
    batch.pixels(index).write(image);
  }

  /**
   * Writes targets and masks of one sample; its pixels are left to {@link Batch#pixels}.
   *
   * @param labels of the shape's size and skeleton
   * @param batch the batch, of the writer's shape
   * @param index place of the sample in the batch
   * @throws IllegalArgumentException if labels and batch do not fit the shape
   */
  public void write(SampleLabels labels, Batch batch, int index) {
    Objects.checkIndex(index, batch.request().size());
    LossMask mask = labels.mask();
    if (mask.width() != shape.size().width() || mask.height() != shape.size().height()) {
      throw new IllegalArgumentException(
          "%s: %s does not have the network's size %s; augment it first"
              .formatted(labels.origin(), mask, shape.size()));
    }
    if (!batch.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "batch of %s cannot take samples of %s".formatted(batch.shape(), shape));
    }
    TargetPlanes planes =
        new TargetPlanes(
            shape.columns(),
            shape.rows(),
            batch.heat(),
            batch.heatMask(),
            index * shape.heatLength(),
            batch.affinity(),
            batch.affinityMask(),
            index * shape.affinityLength());
    for (LabelledPerson person : labels.people()) {
      requireSkeleton(person, labels.origin());
    }
    encoder.encode(labels.people(), CellMask.of(mask, shape.stride()), planes);
  }

  private void requireSkeleton(LabelledPerson person, String origin) {
    if (!person.skeleton().equals(shape.skeleton())) {
      throw new IllegalArgumentException(
          "%s: a person of skeleton %s for targets of %s"
              .formatted(origin, person.skeleton().name(), shape.skeleton().name()));
    }
  }
}
