package org.jpose.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.ColourOrder;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;

/**
 * Translates TensorFlow nodes, inputs first, to a network and its weights: channels last become
 * channels first.
 */
final class TensorFlowTranslator {
  private static final String SUPPORTED =
      "Add, AddV2, BiasAdd, ConcatV2, Const, Conv2D, DepthwiseConv2dNative, FusedBatchNorm, "
          + "FusedBatchNormV2, FusedBatchNormV3, Identity, MaxPool, Placeholder, Relu, Relu6, "
          + "ResizeBilinear, Shape, StridedSlice";
  private static final int STRIDE = 8;
  private static final int MULTIPLE = 16;

  private final Path file;
  private final ConversionOptions options;
  private final GraphBuilder net = new GraphBuilder();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private boolean hasInput;

  TensorFlowTranslator(Path file, ConversionOptions options) {
    this.file = file;
    this.options = options;
  }

  /** What a TensorFlow node gives to others. */
  private sealed interface Value {
    /** Planes, as a node of the network. */
    record Planes(Handle handle) implements Value {}

    /** Numbers of the file. */
    record Constant(TensorFlowConstant numbers) implements Value {}

    /** The shape of planes at run time. */
    record ShapeOf(Handle handle) implements Value {}

    /** The rows and columns of planes at run time. */
    record GridOf(Handle handle) implements Value {}
  }

  void add(TensorFlowNode node) {
    values.put(node.name(), translate(node));
  }

  private Value translate(TensorFlowNode node) {
    return switch (node.operation()) {
      case "Const" -> new Value.Constant(new TensorFlowConstant(node));
      case "Identity" -> value(node, 0);
      case "Placeholder" -> image(node);
      case "Conv2D" -> convolution(node, false);
      case "DepthwiseConv2dNative" -> convolution(node, true);
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> batchNorm(node);
      case "BiasAdd" -> bias(node, planes(node, 0), constant(node, 1).floats());
      case "Add", "AddV2" -> sum(node);
      case "Relu" -> operation(node, new Operation.Activate(Activation.RELU), planes(node, 0));
      case "Relu6" -> operation(node, new Operation.Activate(Activation.RELU6), planes(node, 0));
      case "MaxPool" -> maxPool(node);
      case "ConcatV2" -> concat(node);
      case "Shape" -> new Value.ShapeOf(planes(node, 0));
      case "StridedSlice" -> gridOf(node);
      case "ResizeBilinear" -> resize(node);
      default -> throw node.fault("is not supported; supported operations: " + SUPPORTED);
    };
  }

  private Value value(TensorFlowNode node, int index) {
    Value value = values.get(node.input(index));
    if (value == null) {
      throw node.fault("reads '" + node.input(index) + "', only first outputs are supported");
    }
    return value;
  }

  private Handle planes(TensorFlowNode node, int index) {
    if (value(node, index) instanceof Value.Planes planes) {
      return planes.handle();
    }
    throw node.fault("needs planes as input " + index + ", found a constant or shape");
  }

  private TensorFlowConstant constant(TensorFlowNode node, int index) {
    if (value(node, index) instanceof Value.Constant constant) {
      return constant.numbers();
    }
    throw node.fault("needs a constant as input " + index + ", found planes; is the graph frozen?");
  }

  private Value.Planes operation(TensorFlowNode node, Operation operation, Handle... inputs) {
    return new Value.Planes(net.add(node.name(), operation, inputs));
  }

  private Value image(TensorFlowNode node) {
    if (hasInput) {
      throw node.fault("is a second placeholder, only one input is supported");
    }
    hasInput = true;
    double scale = options.inputScale().orElse(1);
    return operation(node, new Operation.Input(3, scale, options.inputShift().orElse(0)));
  }

  private Value convolution(TensorFlowNode node, boolean depthwise) {
    node.requireChannelsLast();
    Handle from = planes(node, 0);
    Tensor numbers = constant(node, 1).floats();
    TensorFlowKernel kernel =
        depthwise
            ? TensorFlowKernel.depthwise(node, numbers, net.channels(from))
            : TensorFlowKernel.dense(node, numbers, net.channels(from));
    tensors.put(node.name() + ".weight", kernel.weight());
    Operation.Convolution convolution =
        Operation.Convolution.of(kernel.outputs(), 1)
            .withGroups(kernel.groups())
            .withWindow(node.window(kernel.height(), kernel.width()));
    return operation(node, convolution, from);
  }

  private Value batchNorm(TensorFlowNode node) {
    node.requireChannelsLast();
    Handle from = planes(node, 0);
    boolean batch = node.flag("is_training", true);
    BatchNorm.Statistics statistics =
        batch ? BatchNorm.Statistics.BATCH : BatchNorm.Statistics.RUNNING;
    double epsilon = node.real("epsilon", 1e-4);
    channelTensor(node, "gamma", constant(node, 1).floats(), from);
    channelTensor(node, "beta", constant(node, 2).floats(), from);
    if (!batch) {
      channelTensor(node, "mean", constant(node, 3).floats(), from);
      channelTensor(node, "var", constant(node, 4).floats(), from);
    }
    BatchNorm norm = new BatchNorm(epsilon, true, statistics);
    return operation(node, new Operation.Normalize(norm), from);
  }

  private void channelTensor(TensorFlowNode node, String part, Tensor tensor, Handle from) {
    if (tensor.data().length != net.channels(from)) {
      throw node.fault(
          "has %s of shape %s, its input has %d channels"
              .formatted(part, tensor.shape(), net.channels(from)));
    }
    tensors.put(node.name() + ".bn." + part, Tensor.vector(tensor.data()));
  }

  /** A bias is a norm of mean 0 and variance 1, so that folding treats both alike. */
  private Value bias(TensorFlowNode node, Handle from, Tensor bias) {
    node.requireChannelsLast();
    int channels = net.channels(from);
    channelTensor(node, "beta", bias, from);
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    tensors.put(node.name() + ".bn.mean", Tensor.vector(new float[channels]));
    tensors.put(node.name() + ".bn.var", Tensor.vector(ones));
    BatchNorm norm = new BatchNorm(0, false, BatchNorm.Statistics.RUNNING);
    return operation(node, new Operation.Normalize(norm), from);
  }

  private Value sum(TensorFlowNode node) {
    for (int i = 0; i < 2; i++) {
      if (value(node, i) instanceof Value.Constant constant) {
        return bias(node, planes(node, 1 - i), constant.numbers().floats());
      }
    }
    return operation(node, new Operation.Add(Activation.NONE), planes(node, 0), planes(node, 1));
  }

  private Value maxPool(TensorFlowNode node) {
    node.requireChannelsLast();
    int[] size = node.rowsAndColumns("ksize");
    return operation(node, new Operation.MaxPool(node.window(size[0], size[1])), planes(node, 0));
  }

  private Value concat(TensorFlowNode node) {
    int count = node.inputs().size() - 1;
    if (count < 1) {
      throw node.fault("has %d inputs, expected planes and an axis".formatted(count + 1));
    }
    long[] axis = constant(node, count).integers();
    if (axis.length != 1 || (axis[0] != 3 && axis[0] != -1)) {
      throw node.fault("joins along axis %s, only channels (3)".formatted(Arrays.toString(axis)));
    }
    Handle[] inputs =
        IntStream.range(0, count).mapToObj(i -> planes(node, i)).toArray(Handle[]::new);
    return operation(node, new Operation.Concat(), inputs);
  }

  private Value gridOf(TensorFlowNode node) {
    boolean masked =
        List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
            .stream()
            .anyMatch(mask -> node.integer(mask, 0) != 0);
    boolean grid =
        value(node, 0) instanceof Value.ShapeOf
            && Arrays.equals(constant(node, 1).integers(), new long[] {1})
            && Arrays.equals(constant(node, 2).integers(), new long[] {3})
            && Arrays.equals(constant(node, 3).integers(), new long[] {1});
    if (masked || !grid) {
      throw node.fault("is supported only as rows and columns of a shape: [1:3] without masks");
    }
    return new Value.GridOf(((Value.ShapeOf) value(node, 0)).handle());
  }

  private Value resize(TensorFlowNode node) {
    if (!(value(node, 1) instanceof Value.GridOf grid)) {
      throw node.fault(
          "resizes to a fixed size, supported is another node's rows and columns (Shape[1:3])");
    }
    boolean corners = node.flag("align_corners", false);
    boolean centres = node.flag("half_pixel_centers", false);
    if (corners && centres) {
      throw node.fault("has both align_corners and half_pixel_centers");
    }
    Interpolation interpolation =
        corners
            ? Interpolation.ALIGN_CORNERS
            : centres ? Interpolation.HALF_PIXEL : Interpolation.ASYMMETRIC;
    Operation resize = new Operation.ResizeLike(interpolation);
    return operation(node, resize, planes(node, 0), grid.handle());
  }

  /** Returns the network that ends in {@code output}. */
  Model model(TensorFlowNode output) {
    if (!hasInput) {
      throw output.fault("does not depend on any Placeholder, so the graph has no image input");
    }
    if (!(values.get(output.name()) instanceof Value.Planes fields)) {
      throw output.fault("is the output, expected planes, found a constant or shape");
    }
    endStage(output, fields.handle());
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    try {
      Graph graph =
          net.build(
              options.network().orElse(dot > 0 ? name.substring(0, dot) : name),
              options.colour().orElse(ColourOrder.BGR),
              options.stride().orElse(STRIDE),
              options.multiple().orElse(MULTIPLE),
              options.planes());
      return new Model(graph, new Weights(file.toString(), Map.of(), tensors));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private void endStage(TensorFlowNode output, Handle fields) {
    FieldChannels planes = options.planes();
    if (output.operation().equals("ConcatV2") && output.inputs().size() == 3) {
      Handle heat = planes(output, 0);
      Handle affinity = planes(output, 1);
      requirePlanes(output, "heat input '" + output.input(0) + "'", heat, planes.heat());
      requirePlanes(
          output, "affinity input '" + output.input(1) + "'", affinity, planes.affinity());
      net.stage(heat, affinity);
    } else {
      requirePlanes(output, "result", fields, planes.total());
      net.stage(output.name(), fields, planes);
    }
  }

  private void requirePlanes(TensorFlowNode output, String what, Handle handle, int expected) {
    if (net.channels(handle) != expected) {
      throw new ModelFormatException(
          "%s: %s of '%s' has %d channels, skeleton %s needs %d; is it for another skeleton?"
              .formatted(
                  file, what, output.name(), net.channels(handle), options.skeleton(), expected));
    }
  }
}
