package org.jpose.weights.tensorflow;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;

/**
 * Translates TensorFlow nodes, inputs first, to a network and its weights: channels last become
 * channels first.
 */
final class TensorFlowTranslator {
  private static final String SUPPORTED =
      "Add, AddN, AddV2, BatchNormWithGlobalNormalization, BiasAdd, CheckNumerics, ConcatV2, Const,"
          + " Conv2D, DepthwiseConv2dNative, Elu, FusedBatchNorm, FusedBatchNormV2,"
          + " FusedBatchNormV3, Identity, MaxPool, Mul, Neg, Pad, Placeholder,"
          + " PlaceholderWithDefault, RealDiv, Relu, Relu6, ResizeBilinear, Rsqrt, Shape, Sqrt,"
          + " Square, StridedSlice, Sub";
  private static final int STRIDE = 8;
  private static final int MULTIPLE = 16;

  private final Path file;
  private final ConversionOptions options;
  private final TensorFlowNetwork net;
  private final TensorFlowElementwise elementwise;
  private final TensorFlowResizing resizing;

  /**
   * Starts an empty network.
   *
   * @param fileBytes size of the file, which bounds how much is made from it
   */
  TensorFlowTranslator(Path file, long fileBytes, ConversionOptions options) {
    this.file = file;
    this.options = options;
    TensorFlowBudget budget = new TensorFlowBudget(fileBytes);
    this.net = new TensorFlowNetwork(budget);
    this.elementwise = new TensorFlowElementwise(net, budget);
    this.resizing = new TensorFlowResizing(net);
  }

  void add(TensorFlowNode node) {
    net.put(node, translate(node));
  }

  private TensorFlowValue translate(TensorFlowNode node) {
    return switch (node.operation()) {
      case "Const" -> new TensorFlowValue.Constant(new TensorFlowConstant(node));
      case "Identity", "CheckNumerics" -> net.value(node, 0);
      case "Placeholder" -> image(node);
      case "PlaceholderWithDefault" ->
          node.shape("shape").filter(shape -> shape.size() == 4).isPresent()
              ? image(node)
              : net.value(node, 0);
      case "Conv2D" -> convolution(node, false);
      case "DepthwiseConv2dNative" -> convolution(node, true);
      case "Pad" -> pad(node);
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> batchNorm(node);
      case "BatchNormWithGlobalNormalization" -> oldestBatchNorm(node);
      case "BiasAdd" -> bias(node);
      case "Add", "AddV2", "AddN" -> elementwise.sum(node);
      case "Sub" -> elementwise.difference(node);
      case "Mul" -> elementwise.product(node);
      case "RealDiv" -> elementwise.quotient(node);
      case "Neg" -> elementwise.negative(node);
      case "Square" -> elementwise.function(node, x -> x * x);
      case "Sqrt" -> elementwise.function(node, Math::sqrt);
      case "Rsqrt" -> elementwise.function(node, x -> 1 / Math.sqrt(x));
      case "Relu" -> activation(node, Activation.RELU);
      case "Relu6" -> activation(node, Activation.RELU6);
      case "Elu" -> activation(node, Activation.ELU);
      case "MaxPool" -> maxPool(node);
      case "ConcatV2" -> concat(node);
      case "Shape" -> resizing.shape(node);
      case "StridedSlice" -> resizing.grid(node);
      case "ResizeBilinear" -> resizing.resize(node);
      default -> throw node.fault("is not supported; supported operations: " + SUPPORTED);
    };
  }

  private TensorFlowValue operation(TensorFlowNode node, Operation operation, Handle... inputs) {
    return new TensorFlowValue.Planes(net.add(node.name(), operation, inputs));
  }

  private TensorFlowValue activation(TensorFlowNode node, Activation activation) {
    return operation(node, new Operation.Activate(activation), net.planes(node, 0));
  }

  private TensorFlowValue image(TensorFlowNode node) {
    if (net.hasImage()) {
      throw node.fault("is a second placeholder, only one input is supported");
    }
    List<Long> shape = node.shape("shape").orElse(List.of());
    boolean known = !shape.isEmpty();
    if (known && (shape.size() != 4 || (shape.get(3) != 3 && shape.get(3) != -1))) {
      throw node.fault("has shape " + shape + ", expected [images, rows, columns, 3]");
    }
    double scale = options.inputScale().orElse(1);
    Operation.Input input = new Operation.Input(3, scale, options.inputShift().orElse(0));
    return net.image(node, input, known ? shape.get(1) : -1, known ? shape.get(2) : -1);
  }

  private TensorFlowValue convolution(TensorFlowNode node, boolean depthwise) {
    node.requireChannelsLast();
    int padded = 0;
    Handle from;
    if (net.value(node, 0) instanceof TensorFlowValue.Padded planes) {
      padded = planes.amount();
      from = planes.from();
    } else {
      from = net.planes(node, 0);
    }
    Tensor numbers = net.floats(node, 1);
    TensorFlowKernel kernel =
        depthwise
            ? TensorFlowKernel.depthwise(node, numbers, net.channels(from))
            : TensorFlowKernel.dense(node, numbers, net.channels(from));
    Window window = node.window(kernel.height(), kernel.width());
    if (padded > 0) {
      if (window.padding().same()) {
        throw node.fault("has padding SAME on top of '" + node.input(0) + "', expected VALID");
      }
      window = window.withPadding(Padding.symmetric(padded));
    }
    net.weight(node, node.name() + ".weight", kernel.weight());
    Operation.Convolution convolution =
        Operation.Convolution.of(kernel.outputs(), 1)
            .withGroups(kernel.groups())
            .withWindow(window);
    return operation(node, convolution, from);
  }

  private TensorFlowValue pad(TensorFlowNode node) {
    Handle from = net.planes(node, 0);
    long[] sides = net.integers(node, 1);
    long amount = sides.length == 8 ? sides[2] : -1;
    long[] even = {0, 0, amount, amount, amount, amount, 0, 0};
    if (amount < 0 || amount > Short.MAX_VALUE || !Arrays.equals(sides, even)) {
      throw node.fault(
          "pads by %s, supported is the same number of rows and columns on each side"
              .formatted(Arrays.toString(sides)));
    }
    return amount == 0 ? net.value(node, 0) : new TensorFlowValue.Padded(from, (int) amount);
  }

  private TensorFlowValue batchNorm(TensorFlowNode node) {
    node.requireChannelsLast();
    Handle from = net.planes(node, 0);
    boolean batch = node.flag("is_training", true);
    BatchNorm.Statistics statistics =
        batch ? BatchNorm.Statistics.BATCH : BatchNorm.Statistics.RUNNING;
    double epsilon = node.real("epsilon", 1e-4);
    net.channelWeight(node, "gamma", net.floats(node, 1), from);
    net.channelWeight(node, "beta", net.floats(node, 2), from);
    if (!batch) {
      net.channelWeight(node, "mean", net.floats(node, 3), from);
      net.channelWeight(node, "var", net.floats(node, 4), from);
    }
    BatchNorm norm = new BatchNorm(epsilon, true, statistics);
    return operation(node, new Operation.Normalize(norm), from);
  }

  /** The operation of TensorFlow's first graphs: inputs mean, variance, beta, gamma. */
  private TensorFlowValue oldestBatchNorm(TensorFlowNode node) {
    Handle from = net.planes(node, 0);
    boolean gamma = node.flag("scale_after_normalization", true);
    net.channelWeight(node, "mean", net.floats(node, 1), from);
    net.channelWeight(node, "var", net.floats(node, 2), from);
    net.channelWeight(node, "beta", net.floats(node, 3), from);
    if (gamma) {
      net.channelWeight(node, "gamma", net.floats(node, 4), from);
    }
    double epsilon = node.real("variance_epsilon", 0);
    BatchNorm norm = new BatchNorm(epsilon, gamma, BatchNorm.Statistics.RUNNING);
    return operation(node, new Operation.Normalize(norm), from);
  }

  private TensorFlowValue bias(TensorFlowNode node) {
    node.requireChannelsLast();
    return elementwise.sum(node);
  }

  private TensorFlowValue maxPool(TensorFlowNode node) {
    node.requireChannelsLast();
    int[] size = node.rowsAndColumns("ksize");
    Operation pool = new Operation.MaxPool(node.window(size[0], size[1]));
    return operation(node, pool, net.planes(node, 0));
  }

  private TensorFlowValue concat(TensorFlowNode node) {
    int count = node.inputs().size() - 1;
    if (count < 1) {
      throw node.fault("has %d inputs, expected planes and an axis".formatted(count + 1));
    }
    long[] axis = net.integers(node, count);
    if (axis.length != 1 || (axis[0] != 3 && axis[0] != -1)) {
      throw node.fault("joins along axis %s, only channels (3)".formatted(Arrays.toString(axis)));
    }
    Handle[] inputs =
        IntStream.range(0, count).mapToObj(i -> net.planes(node, i)).toArray(Handle[]::new);
    return operation(node, new Operation.Concat(), inputs);
  }

  /** Returns the network that ends in {@code output}. */
  Model model(TensorFlowNode output) {
    if (!net.hasImage()) {
      throw output.fault("does not depend on any Placeholder, so the graph has no image input");
    }
    endStage(output);
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return net.build(
        file.toString(),
        options.network().orElse(dot > 0 ? name.substring(0, dot) : name),
        options.colour().orElse(ColourOrder.BGR),
        options.stride().orElse(STRIDE),
        options.multiple().orElse(MULTIPLE),
        planes());
  }

  private Skeleton skeleton() {
    return options.skeleton().orElse(Skeletons.COCO18);
  }

  private FieldChannels planes() {
    return FieldChannels.of(skeleton());
  }

  private void endStage(TensorFlowNode output) {
    FieldChannels planes = planes();
    Handle fields = net.result(output);
    if (output.operation().equals("ConcatV2") && output.inputs().size() == 3) {
      Handle heat = net.planes(output, 0);
      Handle affinity = net.planes(output, 1);
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
              .formatted(file, what, output.name(), net.channels(handle), skeleton(), expected));
    }
  }
}
