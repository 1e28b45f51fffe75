package org.jpose.weights.tensorflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.weights.ChannelAffine;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;

/** The network while it is translated: what every TensorFlow node became, and the weights. */
final class TensorFlowNetwork {
  private final GraphBuilder net = new GraphBuilder();
  private final TensorFlowGrid grid = new TensorFlowGrid();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, TensorFlowValue> values = new HashMap<>();
  private final Map<String, Handle> scaled = new HashMap<>();
  private final TensorFlowBudget budget;
  private Handle image;

  TensorFlowNetwork(TensorFlowBudget budget) {
    this.budget = budget;
  }

  boolean hasImage() {
    return image != null;
  }

  /** Adds the image; of unknown size if rows and columns are not positive. */
  TensorFlowValue image(TensorFlowNode node, Operation.Input input, long rows, long columns) {
    image = net.add(node.name(), input);
    grid.image(image, rows, columns);
    return new TensorFlowValue.Planes(image);
  }

  /** Adds a node of the network. */
  Handle add(String name, Operation operation, Handle... inputs) {
    Handle handle = net.add(name, operation, inputs);
    if (net.channels(handle) < 1) {
      throw new IllegalArgumentException("node '" + name + "' has more channels than can be");
    }
    grid.add(handle, operation, inputs);
    return handle;
  }

  /** Keeps a weight. */
  void weight(TensorFlowNode node, String name, Tensor tensor) {
    budget.spend(node, tensor.data().length);
    tensors.put(name, tensor);
  }

  /** Keeps a vector of a weight for each channel. */
  void channelWeight(TensorFlowNode node, String part, Tensor tensor, Handle from) {
    if (tensor.data().length != channels(from)) {
      throw node.fault(
          "has %s of shape %s, its input has %d channels"
              .formatted(part, tensor.shape(), channels(from)));
    }
    weight(node, node.name() + ".bn." + part, Tensor.vector(tensor.data()));
  }

  int channels(Handle handle) {
    return net.channels(handle);
  }

  /** Returns the size of the planes where the graph is made for one size of image. */
  TensorFlowGrid grid() {
    return grid;
  }

  void put(TensorFlowNode node, TensorFlowValue value) {
    values.put(node.name(), value);
  }

  TensorFlowValue value(TensorFlowNode node, int index) {
    TensorFlowValue value = values.get(node.input(index));
    if (value == null) {
      throw node.fault("reads '" + node.input(index) + "', only first outputs are supported");
    }
    return value;
  }

  /** Returns an input that must be planes, adding the node that scales them where needed. */
  Handle planes(TensorFlowNode node, int index) {
    TensorFlowValue value = value(node, index);
    if (value instanceof TensorFlowValue.Padded) {
      throw node.fault(
          "reads padded planes '%s', only a convolution with padding VALID can"
              .formatted(node.input(index)));
    }
    return planes(node, value)
        .orElseThrow(
            () -> node.fault("needs planes as input " + index + ", found a constant or shape"));
  }

  /** Returns the planes a node puts out. */
  Handle result(TensorFlowNode node) {
    return planes(node, values.get(node.name()))
        .orElseThrow(
            () -> node.fault("is the output, expected planes, found a constant, shape or padding"));
  }

  private Optional<Handle> planes(TensorFlowNode node, TensorFlowValue value) {
    if (value instanceof TensorFlowValue.Planes planes) {
      return Optional.of(planes.handle());
    }
    if (value instanceof TensorFlowValue.Scaled pending) {
      Handle handle = scaled.get(pending.name());
      if (handle == null) {
        handle = scale(node, pending);
        scaled.put(pending.name(), handle);
      }
      return Optional.of(handle);
    }
    return Optional.empty();
  }

  private Handle scale(TensorFlowNode node, TensorFlowValue.Scaled pending) {
    ChannelAffine affine = pending.affine();
    String name = pending.name();
    Handle from = pending.from();
    if (from.equals(image) && affine.uniform()) {
      if (!Double.isFinite(affine.firstScale()) || !Double.isFinite(affine.firstShift())) {
        throw node.fault(
            "reads the image times %s plus %s, expected finite numbers"
                .formatted(affine.firstScale(), affine.firstShift()));
      }
      return add(name, new Operation.Affine(affine.firstScale(), affine.firstShift()), from);
    }
    // A norm of mean 0 and variance 1, so that folding treats it as any other.
    float[] ones = new float[channels(from)];
    Arrays.fill(ones, 1);
    boolean factor = !affine.unscaled();
    if (factor) {
      weight(node, name + ".bn.gamma", affine.scale());
    }
    weight(node, name + ".bn.beta", affine.shift());
    weight(node, name + ".bn.mean", Tensor.vector(new float[ones.length]));
    weight(node, name + ".bn.var", Tensor.vector(ones));
    BatchNorm norm = new BatchNorm(0, factor, BatchNorm.Statistics.RUNNING);
    return add(name, new Operation.Normalize(norm), from);
  }

  /** Returns whether an input is numbers, not planes. */
  boolean constant(TensorFlowNode node, int index) {
    TensorFlowValue value = value(node, index);
    return value instanceof TensorFlowValue.Constant || value instanceof TensorFlowValue.Computed;
  }

  /** Returns the numbers of an input that must be constant. */
  Tensor floats(TensorFlowNode node, int index) {
    TensorFlowValue value = value(node, index);
    if (value instanceof TensorFlowValue.Constant constant) {
      return constant.numbers().floats();
    }
    if (value instanceof TensorFlowValue.Computed computed) {
      return computed.numbers();
    }
    throw node.fault("needs a constant as input " + index + ", found planes; is the graph frozen?");
  }

  /** Returns the integers of an input that must be constant. */
  long[] integers(TensorFlowNode node, int index) {
    if (value(node, index) instanceof TensorFlowValue.Constant constant) {
      return constant.numbers().integers();
    }
    throw node.fault("needs constant integers as input " + index);
  }

  void stage(Handle heat, Handle affinity) {
    net.stage(heat, affinity);
  }

  void stage(String name, Handle fields, FieldChannels planes) {
    net.stage(name, fields, planes);
  }

  /**
   * Returns the network.
   *
   * @throws IllegalArgumentException if its shapes do not fit
   */
  Model build(
      String file,
      String name,
      ColourOrder colour,
      int stride,
      int multiple,
      FieldChannels planes) {
    Graph graph = net.build(name, colour, stride, multiple, planes);
    return new Model(graph, new Weights(file, Map.of(), tensors));
  }
}
