package org.jpose.weights.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;

/**
 * Builds a model's graph with TensorFlow's operations, choosing at random among the ways there are
 * to write one thing.
 */
final class TensorFlowTwin implements Operation.Visitor<Output<?>> {
  private final Model model;
  private final TensorFlowGraph graph;
  private final Random random;
  private final long rows;
  private final long columns;
  private final List<Output<?>> values = new ArrayList<>();
  private Node node;
  private int constants;

  private TensorFlowTwin(
      Model model, TensorFlowGraph graph, Random random, long rows, long columns) {
    this.model = model;
    this.graph = graph;
    this.random = random;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Adds the model to a graph and returns its fields, heat first.
   *
   * @param rows rows of the image; -1 leaves them open, as {@code columns}
   */
  static Output<?> add(Model model, TensorFlowGraph graph, Random random, long rows, long columns) {
    TensorFlowTwin twin = new TensorFlowTwin(model, graph, random, rows, columns);
    for (Node node : model.graph().nodes()) {
      twin.node = node;
      twin.values.add(node.operation().accept(twin));
    }
    Output<?> heat = twin.values.get(model.graph().result().heat().index());
    Output<?> affinity = twin.values.get(model.graph().result().affinity().index());
    Output<?>[] both = {heat, affinity};
    return heat == affinity
        ? heat
        : graph.list("ConcatV2", "Openpose/concat_stage7", both, graph.integer("last", 3));
  }

  private Output<?> in(int index) {
    return values.get(node.inputs().get(index).index());
  }

  private String name(String part) {
    return node.name() + "/" + part;
  }

  private Output<?> vector(String part, float[] data) {
    return random.nextInt(3) > 0
        ? graph.constant(name(part), data, data.length)
        : graph.constant(name(part), data, 1, 1, 1, data.length);
  }

  private Output<?> scalar(double value) {
    return graph.scalar(name("constant" + constants++), value);
  }

  private float[] weight(String suffix) {
    return model.weights().tensors().get(node.name() + suffix).data();
  }

  private Output<?> sum(String name, Output<?> a, Output<?> b) {
    return switch (random.nextInt(3)) {
      case 0 -> graph.add("Add", name, a, b);
      case 1 -> graph.add("AddV2", name, b, a);
      default -> graph.list("AddN", name, new Output<?>[] {a, b});
    };
  }

  /** A sum of which one part is spread, which AddN does not do. */
  private Output<?> shifted(String name, Output<?> a, Output<?> b) {
    return random.nextBoolean()
        ? graph.add("Add", name, a, b)
        : graph.add("Sub", name, a, graph.add("Neg", name + "/neg", b));
  }

  private Output<?> affine(Output<?> x, double scale, double shift) {
    Output<?> scaled =
        random.nextBoolean()
            ? graph.add("RealDiv", name("scaled"), x, scalar(1 / scale))
            : graph.add("Mul", name("scaled"), scalar(scale), x);
    return random.nextBoolean()
        ? graph.add("Sub", name("shifted"), scaled, scalar(-shift))
        : graph.add("AddV2", name("shifted"), scalar(shift), scaled);
  }

  @Override
  public Output<?> input(Operation.Input input) {
    Output<?> image = graph.image(rows, columns);
    boolean plain = input.scale() == 1 && input.shift() == 0;
    return plain ? image : affine(image, input.scale(), input.shift());
  }

  @Override
  public Output<?> affine(Operation.Affine affine) {
    return affine(in(0), affine.scale(), affine.shift());
  }

  @Override
  public Output<?> convolution(Operation.Convolution convolution) {
    Tensor weight = model.weights().tensors().get(node.name() + ".weight");
    Window window = convolution.window();
    Output<?> x = in(0);
    Padding padding = window.padding();
    if (padding.amount() > 0) {
      int amount = padding.amount();
      Output<?> sides = graph.pairs(name("sides"), 0, 0, amount, amount, amount, amount, 0, 0);
      x = graph.add("Pad", name("pad"), x, sides);
    }
    boolean depthwise = convolution.groups() > 1;
    int outputs = weight.shape().get(0);
    int second = weight.shape().get(1);
    int kernel = window.height() * window.width();
    float[] data = new float[weight.data().length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < second; i++) {
        for (int k = 0; k < kernel; k++) {
          data[(k * second + i) * outputs + o] = weight.data()[(o * second + i) * kernel + k];
        }
      }
    }
    int groups = convolution.groups();
    Output<?> numbers =
        depthwise
            ? graph.constant(
                name("w"), data, window.height(), window.width(), groups, outputs / groups)
            : graph.constant(name("w"), data, window.height(), window.width(), second, outputs);
    Consumer<OperationBuilder> attributes =
        TensorFlowGraph.window(
            padding.same() ? "SAME" : "VALID", window.stride(), window.dilation());
    String type = depthwise ? "DepthwiseConv2dNative" : "Conv2D";
    x = graph.add(type, name("conv"), attributes, x, numbers);
    if (convolution.bias()) {
      Output<?> bias = graph.constant(name("bias"), weight(".bias"), outputs);
      x =
          random.nextBoolean()
              ? graph.add("BiasAdd", name("biased"), x, bias)
              : shifted(name("biased"), x, bias);
    }
    if (convolution.norm().isPresent()) {
      x = norm(x, convolution.norm().get(), outputs);
    }
    return activation(x, convolution.activation());
  }

  private Output<?> activation(Output<?> x, Activation activation) {
    return switch (activation) {
      case NONE -> graph.add("Identity", name("identity"), x);
      case RELU -> graph.add("Relu", name("relu"), x);
      case RELU6 -> graph.add("Relu6", name("relu6"), x);
      case ELU -> graph.add("Elu", name("elu"), x);
    };
  }

  private Output<?> norm(Output<?> x, BatchNorm norm, int channels) {
    boolean batch = norm.statistics() == BatchNorm.Statistics.BATCH;
    float[] gamma = norm.gamma() ? weight(".bn.gamma") : TensorFlowGraph.filled(channels, 1);
    if (batch || random.nextBoolean()) {
      String type =
          List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3").get(random.nextInt(3));
      Consumer<OperationBuilder> attributes =
          builder ->
              builder.setAttr("is_training", batch).setAttr("epsilon", (float) norm.epsilon());
      float[] empty = {};
      float[] mean = batch ? empty : weight(".bn.mean");
      float[] variance = batch ? empty : weight(".bn.var");
      return graph.add(
          type,
          name("norm"),
          attributes,
          x,
          graph.constant(name("gamma"), gamma, channels),
          graph.constant(name("beta"), weight(".bn.beta"), channels),
          graph.constant(name("mean"), mean, mean.length),
          graph.constant(name("var"), variance, variance.length));
    }
    Output<?> mean = vector("mean", weight(".bn.mean"));
    Output<?> beta = vector("beta", weight(".bn.beta"));
    Output<?> spread =
        graph.add("AddV2", name("add"), vector("var", weight(".bn.var")), scalar(norm.epsilon()));
    return random.nextBoolean()
        ? asTensorFlowWritesIt(x, spread, mean, beta, gamma, norm.gamma())
        : asThePaperWritesIt(x, spread, mean, beta, gamma);
  }

  /** What {@code tf.nn.batch_normalization} makes. */
  private Output<?> asTensorFlowWritesIt(
      Output<?> x, Output<?> spread, Output<?> mean, Output<?> beta, float[] gamma, boolean has) {
    Output<?> factor = graph.add("Rsqrt", name("rsqrt"), spread);
    if (has) {
      factor = graph.add("Mul", name("mul"), factor, vector("gamma", gamma));
    }
    Output<?> scaled = graph.add("Mul", name("mul_1"), x, factor);
    Output<?> moved = graph.add("Mul", name("mul_2"), mean, factor);
    return graph.add("AddV2", name("add_1"), scaled, graph.add("Sub", name("sub"), beta, moved));
  }

  private Output<?> asThePaperWritesIt(
      Output<?> x, Output<?> spread, Output<?> mean, Output<?> beta, float[] gamma) {
    Output<?> centred = graph.add("Sub", name("centred"), x, mean);
    Output<?> root = graph.add("Sqrt", name("root"), spread);
    Output<?> whitened = graph.add("RealDiv", name("whitened"), centred, root);
    Output<?> checked =
        graph.add(
            "CheckNumerics", name("checked"), b -> b.setAttr("message", "not a number"), whitened);
    Output<?> scaled = graph.add("Mul", name("scaled"), vector("gamma", gamma), checked);
    return graph.add("Sub", name("result"), scaled, graph.add("Neg", name("minus_beta"), beta));
  }

  @Override
  public Output<?> normalize(Operation.Normalize normalize) {
    int channels = weight(".bn.beta").length;
    return norm(in(0), normalize.norm(), channels);
  }

  @Override
  public Output<?> activate(Operation.Activate activate) {
    return activation(in(0), activate.activation());
  }

  @Override
  public Output<?> maxPool(Operation.MaxPool maxPool) {
    Window window = maxPool.window();
    return graph.add(
        "MaxPool",
        name("pool"),
        builder ->
            builder
                .setAttr("ksize", new long[] {1, window.height(), window.width(), 1})
                .setAttr("strides", new long[] {1, window.stride(), window.stride(), 1})
                .setAttr("padding", window.padding().same() ? "SAME" : "VALID"),
        in(0));
  }

  private Output<?>[] inputs() {
    Stream<Output<?>> inputs = node.inputs().stream().map(h -> values.get(h.index()));
    return inputs.toArray(Output<?>[]::new);
  }

  @Override
  public Output<?> concat(Operation.Concat concat) {
    Output<?> axis = graph.integer(name("axis"), random.nextBoolean() ? 3 : -1);
    return graph.list("ConcatV2", name("concat"), inputs(), axis);
  }

  @Override
  public Output<?> add(Operation.Add add) {
    Output<?>[] inputs = inputs();
    Output<?> sum =
        inputs.length == 2
            ? sum(name("sum"), inputs[0], inputs[1])
            : graph.list("AddN", name("sum"), inputs);
    return activation(sum, add.activation());
  }

  private Output<?> resize(Output<?> x, Output<?> size, Interpolation interpolation) {
    return graph.add(
        "ResizeBilinear",
        name("resized"),
        builder ->
            builder
                .setAttr("align_corners", interpolation == Interpolation.ALIGN_CORNERS)
                .setAttr("half_pixel_centers", interpolation == Interpolation.HALF_PIXEL),
        x,
        size);
  }

  private Output<?> grid(Output<?> x) {
    return graph.add(
        "StridedSlice",
        name("grid"),
        graph.add("Shape", name("shape"), x),
        graph.integers(name("from"), 1),
        graph.integers(name("to"), 3),
        graph.integers(name("step"), 1));
  }

  @Override
  public Output<?> upsample(Operation.Upsample upsample) {
    Output<?> size;
    if (rows > 0) {
      List<org.jpose.net.Shape> shapes = model.graph().shapes((int) rows, (int) columns);
      Handle from = node.inputs().get(0);
      int height = shapes.get(from.index()).height() * upsample.factor();
      int width = shapes.get(from.index()).width() * upsample.factor();
      size = graph.integers(name("size"), height, width);
    } else {
      Output<?> factor = graph.integer(name("factor"), upsample.factor());
      size = graph.add("Mul", name("size"), grid(in(0)), factor);
    }
    return resize(in(0), size, upsample.interpolation());
  }

  @Override
  public Output<?> resizeLike(Operation.ResizeLike resizeLike) {
    return resize(in(0), grid(in(1)), resizeLike.interpolation());
  }

  /** The stage cuts the fields apart; the graph ends before. */
  @Override
  public Output<?> slice(Operation.Slice slice) {
    return in(0);
  }
}
