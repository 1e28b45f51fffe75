package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.net.Stage;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;

/** The loss of {@link StageLoss} in libtorch, in float32 whatever the network calculates in. */
final class FieldLoss {
  private final Tensor heat;
  private final Tensor heatMask;
  private final Tensor affinity;
  private final Tensor affinityMask;
  private final int images;

  /** Copies a batch's targets; the scope around this frees them. */
  FieldLoss(TorchDevice device, Batch batch) {
    images = batch.request().size();
    int rows = batch.shape().rows();
    int columns = batch.shape().columns();
    int joints = batch.shape().skeleton().heatChannels();
    int limbs = batch.shape().skeleton().affinityChannels();
    heat = device.images(batch.heat(), images, joints, rows, columns);
    heatMask = device.images(batch.heatMask(), images, joints, rows, columns);
    affinity = device.images(batch.affinity(), images, limbs, rows, columns);
    affinityMask = device.images(batch.affinityMask(), images, limbs, rows, columns);
  }

  /**
   * Checks that a batch is for a network.
   *
   * @throws IllegalArgumentException if not
   */
  static void requireFit(Graph graph, Batch batch) {
    int heat = batch.shape().skeleton().heatChannels();
    int affinity = batch.shape().skeleton().affinityChannels();
    if (heat != graph.channels().heat() || affinity != graph.channels().affinity()) {
      throw new IllegalArgumentException(
          "%s puts out %d heat and %d affinity planes, the batch has %d and %d (%s); is it of another skeleton?"
              .formatted(
                  graph.name(),
                  graph.channels().heat(),
                  graph.channels().affinity(),
                  heat,
                  affinity,
                  batch.shape().skeleton().name()));
    }
    if (batch.shape().stride() != graph.stride()) {
      throw new IllegalArgumentException(
          "%s has %d pixels to a cell, the batch %d; was it made for another network?"
              .formatted(graph.name(), graph.stride(), batch.shape().stride()));
    }
    if (batch.shape().colour() != graph.colour()) {
      throw new IllegalArgumentException(
          "%s takes images in %s, the batch has %s; make batches in the network's colour order"
              .formatted(graph.name(), graph.colour(), batch.shape().colour()));
    }
    int multiple = graph.multiple();
    int width = batch.shape().size().width();
    int height = batch.shape().size().height();
    if (width % multiple != 0 || height % multiple != 0) {
      throw new IllegalArgumentException(
          "images of %dx%d pixels, but %s takes multiples of %d"
              .formatted(width, height, graph.name(), multiple));
    }
  }

  /**
   * Returns heat and affinity loss of each stage, one after the other, {@code [2 * stages]}, with a
   * part of the samples, those of the greatest loss of the last stage, as if each was in the batch
   * twice.
   */
  Tensor of(Graph graph, ForwardPass pass, double hardShare) {
    int hard = (int) Math.round(hardShare * images);
    List<Tensor> parts = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      parts.add(squares(pass.value(stage.heat()), heat, heatMask));
      parts.add(squares(pass.value(stage.affinity()), affinity, affinityMask));
    }
    if (hard == 0) {
      return torch.stack(
          new TensorVector(
              parts.stream()
                  .map(part -> torch.mul(torch.sum(part), new Scalar(0.5 / images)))
                  .toArray(Tensor[]::new)));
    }
    Tensor samples =
        torch.stack(
            new TensorVector(parts.stream().map(part -> part.sum(1, 2, 3)).toArray(Tensor[]::new)));
    Tensor last = samples.narrow(0, parts.size() - 2L, 2).sum(0).detach();
    Tensor weights = torch.ones_like(last);
    weights.index_add_(0, last.topk(hard).get1(), torch.ones_like(last.narrow(0, 0, hard)));
    return torch.mul(samples.mul(weights).sum(1), new Scalar(0.5 / (images + hard)));
  }

  private static Tensor squares(Tensor field, Tensor target, Tensor mask) {
    return torch.sub(field.to(ScalarType.Float), target).square().mul(mask);
  }

  /** Splits {@link #of}. */
  static List<StageLoss> read(Tensor losses) {
    float[] numbers = TorchValues.read(losses);
    List<StageLoss> stages = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      stages.add(new StageLoss(numbers[i], numbers[i + 1]));
    }
    return stages;
  }
}
