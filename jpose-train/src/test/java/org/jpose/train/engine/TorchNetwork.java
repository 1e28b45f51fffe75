package org.jpose.train.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jpose.net.Graph;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;
import org.jpose.weights.Model;
import org.jpose.weights.Weights;

/**
 * A network with its weights in libtorch.
 *
 * <p>The weights are copies, named as in {@link org.jpose.net.Parameters}; whatever a computation
 * makes besides is freed before it returns. Used by one thread at a time; close it to free the
 * weights.
 */
public final class TorchNetwork implements AutoCloseable {
  private final Graph graph;
  private final Weights origin;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private boolean closed;

  private TorchNetwork(Model model) {
    this.graph = model.graph();
    this.origin = model.weights();
  }

  /**
   * Copies a model's weights into libtorch.
   *
   * @throws IllegalStateException if libtorch's native library is not there for this machine
   */
  public static TorchNetwork of(Model model) {
    TorchDevice.requireLibrary();
    TorchNetwork network = new TorchNetwork(model);
    try {
      model.weights().tensors().forEach(network::put);
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private void put(String name, org.jpose.weights.Tensor tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    weights.put(name, TorchValues.copied(tensor.data(), shape));
  }

  /**
   * Computes the fields of every stage, first to last, batch norms by their stored statistics; an
   * image's fields do not depend on the others of its batch.
   *
   * @throws IllegalArgumentException if the size does not fit the network
   * @throws IllegalStateException if this is closed or memory does not suffice
   */
  public List<FieldBatch> evaluate(ImageBatch images) {
    return compute(images, OptionalDouble.empty());
  }

  /**
   * Computes the fields as in training, but without gradients: batch norms use mean and variance of
   * the batch itself and move the stored ones towards them by {@code momentum} (variance with
   * Bessel's correction, as PyTorch does).
   *
   * @param momentum part of the way, from 0 to 1
   * @throws IllegalArgumentException if the size does not fit the network or the momentum is not
   *     from 0 to 1
   * @throws IllegalStateException if this is closed or memory does not suffice
   */
  public List<FieldBatch> observe(ImageBatch images, double momentum) {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum is " + momentum + ", must be from 0 to 1");
    }
    return compute(images, OptionalDouble.of(momentum));
  }

  private List<FieldBatch> compute(ImageBatch images, OptionalDouble momentum) {
    requireOpen();
    graph.shapes(images.height(), images.width());
    NoGradGuard withoutGradients = new NoGradGuard();
    try (Tensor image =
            TorchValues.copied(
                images.values(),
                images.count(),
                ImageBatch.PLANES,
                images.height(),
                images.width());
        ForwardPass pass = new ForwardPass(graph, weights, node -> momentum)) {
      pass.run(image);
      return pass.fields();
    } finally {
      withoutGradients.close();
    }
  }

  /**
   * Returns the network with a copy of its weights as they are now.
   *
   * @throws IllegalStateException if this is closed
   * @throws org.jpose.core.ModelFormatException if a weight is not a finite number
   */
  public Model model() {
    requireOpen();
    Map<String, org.jpose.weights.Tensor> tensors = new LinkedHashMap<>();
    origin
        .tensors()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name,
                    new org.jpose.weights.Tensor(
                        tensor.shape(), TorchValues.read(weights.get(name)))));
    return new Model(graph, origin.withTensors(tensors));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("network '" + graph.name() + "' is closed");
    }
  }

  /** Frees the weights; does nothing the second time. */
  @Override
  public void close() {
    closed = true;
    weights.values().forEach(Tensor::close);
    weights.clear();
  }
}
