package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jpose.data.Batch;
import org.jpose.data.FeaturePlanes;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.TorchDevice;

/** Computes fields and losses of batches with any weights of a network. */
final class NetworkPass {
  private final Graph graph;
  private final TorchDevice device;

  NetworkPass(Graph graph, TorchDevice device) {
    this.graph = graph;
    this.device = device;
  }

  /**
   * Checks a batch.
   *
   * @throws IllegalArgumentException if it does not fit the network
   */
  void requireFit(Batch batch) {
    FieldLoss.requireFit(graph, batch);
    if (batch.hasFeatures()) {
      FeatureShapes.of(graph, batch.shape().size()).requireFit(graph, batch.features());
    }
  }

  /**
   * Computes the losses of a batch.
   *
   * @param tensors the weights
   * @param momentum of each norm's statistics, which then move; none for those that stay
   * @param hardShare the part of the batch that counts twice
   */
  Tensor losses(
      Batch batch,
      Map<String, Tensor> tensors,
      Function<Node, OptionalDouble> momentum,
      double hardShare,
      Arithmetic arithmetic) {
    FieldLoss loss = new FieldLoss(device, batch);
    List<Tensor> input = batch.hasFeatures() ? features(batch) : List.of(images(batch));
    try (ForwardPass pass = new ForwardPass(graph, tensors, momentum);
        TorchDevice.Autocast autocast = device.autocast(arithmetic)) {
      if (batch.hasFeatures()) {
        pass.runHeads(input);
      } else {
        pass.run(input.get(0));
      }
      autocast.stop();
      return loss.of(graph, pass, hardShare);
    }
  }

  private Tensor images(Batch batch) {
    return device.images(
        batch.images(),
        batch.request().size(),
        ImageBatch.PLANES,
        batch.shape().size().height(),
        batch.shape().size().width());
  }

  private List<Tensor> features(Batch batch) {
    List<Tensor> features = new ArrayList<>();
    for (FeaturePlanes planes : batch.features()) {
      features.add(
          device.halves(
              planes.values(),
              batch.request().size(),
              planes.channels(),
              planes.rows(),
              planes.columns()));
    }
    return features;
  }

  /** Computes the fields of every stage, norms by their stored statistics. */
  List<FieldBatch> fields(ImageBatch images, Map<String, Tensor> tensors, Arithmetic arithmetic) {
    Tensor values =
        device.images(
            images.values(), images.count(), ImageBatch.PLANES, images.height(), images.width());
    try (ForwardPass pass = new ForwardPass(graph, tensors, node -> OptionalDouble.empty());
        TorchDevice.Autocast autocast = device.autocast(arithmetic)) {
      pass.run(values);
      autocast.stop();
      return pass.fields();
    }
  }
}
