package org.jpose.weights.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.weights.Tensor;
import org.jpose.weights.proto.onnx.TensorProto;

/** The network while it is read back: what every ONNX value became, and the weights. */
final class OnnxNetwork {
  private static final String IMAGE = "image";

  private final GraphBuilder net = new GraphBuilder();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, OnnxConstant> constants = new HashMap<>();

  /** Each constant once, however many nodes read it: memory stays that of the file. */
  private final Map<OnnxConstant, Tensor> decoded = new HashMap<>();

  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Set<String> uneven = new HashSet<>();
  private Operation.Input input;
  private Handle image;

  OnnxNetwork(String file, List<TensorProto> initializers) {
    for (TensorProto proto : initializers) {
      if (constants.put(proto.getName(), new OnnxConstant(file, proto)) != null) {
        throw new ModelFormatException(
            "%s: two initializers are named '%s'".formatted(file, proto.getName()));
      }
    }
    values.put(IMAGE, new OnnxValue.Image());
  }

  GraphBuilder graph() {
    return net;
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Returns whether any constant is stored in 16 bits. */
  boolean half() {
    return constants.values().stream().anyMatch(OnnxConstant::half);
  }

  void put(OnnxNode node, OnnxValue value) {
    if (values.put(node.output(), value) != null) {
      throw node.fault("puts out '%s' a second time", node.output());
    }
  }

  /** Lets the result of a cast stand for what was cast. */
  void alias(OnnxNode node) {
    if (constants.putIfAbsent(node.output(), constant(node, 0)) != null) {
      throw node.fault("puts out '%s' a second time", node.output());
    }
  }

  OnnxValue value(OnnxNode node, int index) {
    OnnxValue value = values.get(node.input(index));
    if (value == null) {
      throw node.fault("reads '%s', expected the result of a node before it", node.input(index));
    }
    return value;
  }

  /** Returns an input that must be planes, adding the image's node where it is read first. */
  Handle planes(OnnxNode node, int index) {
    OnnxValue value = value(node, index);
    if (value instanceof OnnxValue.Planes planes) {
      return planes.handle();
    }
    if (value instanceof OnnxValue.Image) {
      return image(node, IMAGE, 1, 0);
    }
    if (value instanceof OnnxValue.Scaled scaled && scaled.from() instanceof OnnxValue.Image) {
      return image(node, scaled.name(), scaled.scale(), 0);
    }
    throw node.fault("reads '%s', which is a step of another node", node.input(index));
  }

  /** Returns the planes that an output of the whole network names. */
  Optional<Handle> result(String name) {
    return values.get(name) instanceof OnnxValue.Planes planes
        ? Optional.of(planes.handle())
        : Optional.empty();
  }

  /** Returns the image's node, the same for all who ask. */
  Handle image(OnnxNode node, String name, double scale, double shift) {
    Operation.Input wanted = new Operation.Input(3, scale, shift);
    if (image == null) {
      input = wanted;
      image = net.add(name, wanted);
    } else if (!input.equals(wanted)) {
      throw node.fault("reads the image scaled as %s, another node as %s", wanted, input);
    }
    return image;
  }

  OnnxValue add(String name, Operation operation, Handle... inputs) {
    Handle handle = net.add(name, operation, inputs);
    if (net.channels(handle) < 1) {
      throw new IllegalArgumentException("node '" + name + "' has more channels than can be");
    }
    return new OnnxValue.Planes(handle);
  }

  /** Notes that a node pads more at the end than at the beginning. */
  void padsUnevenly(String name) {
    uneven.add(name);
  }

  /** Returns the nodes that pad more at the end than at the beginning. */
  Set<String> uneven() {
    return uneven;
  }

  /** Returns whether an input is there and constant. */
  boolean isConstant(OnnxNode node, int index) {
    return constants.containsKey(node.input(index));
  }

  private OnnxConstant constant(OnnxNode node, int index) {
    OnnxConstant constant = constants.get(node.input(index));
    if (constant == null) {
      throw node.fault("reads '%s', expected an initializer", node.input(index));
    }
    return constant;
  }

  /** Returns the name of the initializer of an input. */
  String constantName(OnnxNode node, int index) {
    return constant(node, index).name();
  }

  Tensor floats(OnnxNode node, int index) {
    OnnxConstant constant = constant(node, index);
    if (!constant.real()) {
      throw node.fault("reads '%s', expected floating-point numbers", node.input(index));
    }
    return decoded.computeIfAbsent(constant, OnnxConstant::floats);
  }

  /** Returns the shortest decimal number that is a constant float. */
  double scalar(OnnxNode node, int index) {
    float[] data = floats(node, index).data();
    if (data.length != 1 || !Float.isFinite(data[0])) {
      throw node.fault("reads '%s', expected one finite number", node.input(index));
    }
    return Double.parseDouble(Float.toString(data[0]));
  }

  /** Returns the one integer of a constant. */
  long integer(OnnxNode node, int index) {
    OnnxConstant constant = constant(node, index);
    long[] data = constant.whole() ? constant.integers() : new long[0];
    if (data.length != 1) {
      throw node.fault("reads '%s', expected one integer", node.input(index));
    }
    return data[0];
  }

  /** Keeps a weight. */
  void weight(OnnxNode node, String name, Tensor tensor) {
    if (tensors.put(name, tensor) != null) {
      throw node.fault("uses the weight '%s' again, expected it in one place", name);
    }
  }
}
