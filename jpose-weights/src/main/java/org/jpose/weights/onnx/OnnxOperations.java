package org.jpose.weights.onnx;

import static org.jpose.weights.onnx.OnnxGraph.integer;
import static org.jpose.weights.onnx.OnnxGraph.ints;
import static org.jpose.weights.onnx.OnnxGraph.real;
import static org.jpose.weights.onnx.OnnxGraph.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Shape;
import org.jpose.net.Window;
import org.jpose.weights.Model;
import org.jpose.weights.proto.onnx.AttributeProto;

/** Writes each operation of a graph as ONNX nodes; every method returns the value it makes. */
final class OnnxOperations implements Operation.Visitor<String> {
  private final OnnxGraph onnx;
  private final Model model;
  private final boolean half;
  private final List<Integer> cells;
  private final List<Shape> shapes;
  private final List<String> values = new ArrayList<>();
  private Node node;
  private String output;

  OnnxOperations(OnnxGraph onnx, Model model, boolean half) {
    this.onnx = onnx;
    this.model = model;
    this.half = half;
    Graph graph = model.graph();
    this.cells = graph.cellsPerMultiple();
    this.shapes = graph.shapes(4 * graph.multiple(), 4 * graph.multiple());
  }

  void addAll() {
    Graph graph = model.graph();
    for (int i = 0; i < graph.nodes().size(); i++) {
      node = graph.nodes().get(i);
      boolean heat = graph.result().heat().index() == i;
      boolean affinity = graph.result().affinity().index() == i;
      boolean image = node.operation() instanceof Operation.Input;
      output = heat ? "heat" : affinity ? "affinity" : image ? "" : onnx.unique(node.name());
      values.add(node.operation().accept(this));
    }
  }

  /**
   * Adds the nodes of the trunk alone, and an output for each feature: {@code PREFIX0} and so on.
   */
  void addTrunk(List<Handle> features, String prefix) {
    for (Node next : model.graph().nodes()) {
      node = next;
      output = node.operation() instanceof Operation.Input ? "" : onnx.unique(node.name());
      values.add(node.trunk() ? node.operation().accept(this) : "");
    }
    for (int i = 0; i < features.size(); i++) {
      onnx.node("Identity", prefix + i, List.of(values.get(features.get(i).index())));
    }
  }

  private String in(int index) {
    return values.get(node.inputs().get(index).index());
  }

  private List<String> in() {
    return node.inputs().stream().map(h -> values.get(h.index())).toList();
  }

  private int cellsIn(int index) {
    return cells.get(node.inputs().get(index).index());
  }

  private Shape shapeIn() {
    return shapes.get(node.inputs().get(0).index());
  }

  private String weight(String suffix, boolean halved) {
    String name = node.name() + suffix;
    return onnx.weights(name, model.tensor(name), halved);
  }

  private String between(String part) {
    return onnx.unique(node.name() + "#" + part);
  }

  @Override
  public String input(Operation.Input input) {
    String scaled = "image";
    if (input.scale() != 1) {
      scaled = onnx.node("Mul", between("scaled"), List.of(scaled, onnx.scalar(input.scale())));
    }
    if (input.shift() != 0) {
      scaled = onnx.node("Add", between("shifted"), List.of(scaled, onnx.scalar(input.shift())));
    }
    return scaled;
  }

  @Override
  public String affine(Operation.Affine affine) {
    String scaled =
        onnx.node("Mul", between("scaled"), List.of(in(0), onnx.scalar(affine.scale())));
    return onnx.node("Add", output, List.of(scaled, onnx.scalar(affine.shift())));
  }

  @Override
  public String convolution(Operation.Convolution convolution) {
    boolean normed = convolution.norm().isPresent();
    boolean activated = convolution.activation() != Activation.NONE;
    List<String> inputs = new ArrayList<>(List.of(in(0), weight(".weight", half)));
    if (convolution.bias()) {
      inputs.add(weight(".bias", false));
    }
    List<AttributeProto> attributes = new ArrayList<>(sliding(convolution.window()));
    attributes.add(ints("dilations", both(convolution.window().dilation())));
    attributes.add(integer("group", convolution.groups()));
    String x =
        onnx.node(
            "Conv",
            normed || activated ? between("conv") : output,
            inputs,
            attributes.toArray(AttributeProto[]::new));
    if (normed) {
      String result = activated ? between("norm") : output;
      x = norm(x, result, convolution.norm().get(), convolution.outputs());
    }
    return activated ? activation(x, convolution.activation()) : x;
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }

  private List<AttributeProto> sliding(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(ints("kernel_shape", window.height(), window.width()));
    attributes.add(ints("strides", both(window.stride())));
    if (!window.padding().same()) {
      long[] pads = new long[4];
      Arrays.fill(pads, window.padding().amount());
      attributes.add(ints("pads", pads));
    } else if (window.stride() == 1 || (cellsIn(0) > 0 && cellsIn(0) % window.stride() == 0)) {
      // SAME padding then depends on the window alone. ONNX Runtime refuses auto_pad when dilated.
      int rows = Math.max(window.spanHeight() - window.stride(), 0);
      int columns = Math.max(window.spanWidth() - window.stride(), 0);
      attributes.add(ints("pads", rows / 2, columns / 2, rows - rows / 2, columns - columns / 2));
    } else {
      attributes.add(text("auto_pad", "SAME_UPPER"));
    }
    return attributes;
  }

  private String activation(String x, Activation activation) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> onnx.node("Relu", output, List.of(x));
      case RELU6 -> onnx.node("Clip", output, List.of(x, onnx.scalar(0), onnx.scalar(6)));
      case ELU -> onnx.node("Elu", output, List.of(x));
    };
  }

  private String norm(String x, String result, BatchNorm norm, int channels) {
    String gamma = norm.gamma() ? weight(".bn.gamma", false) : ones(channels);
    String beta = weight(".bn.beta", false);
    AttributeProto epsilon = real("epsilon", norm.epsilon());
    if (norm.statistics() == BatchNorm.Statistics.BATCH) {
      return onnx.node("InstanceNormalization", result, List.of(x, gamma, beta), epsilon);
    }
    String mean = weight(".bn.mean", false);
    String variance = weight(".bn.var", false);
    return onnx.node(
        "BatchNormalization", result, List.of(x, gamma, beta, mean, variance), epsilon);
  }

  private String ones(int channels) {
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return onnx.floats(ones);
  }

  @Override
  public String normalize(Operation.Normalize normalize) {
    return norm(in(0), output, normalize.norm(), shapeIn().channels());
  }

  @Override
  public String activate(Operation.Activate activate) {
    return activate.activation() == Activation.NONE
        ? onnx.node("Identity", output, in())
        : activation(in(0), activate.activation());
  }

  @Override
  public String maxPool(Operation.MaxPool maxPool) {
    return onnx.node(
        "MaxPool", output, in(), sliding(maxPool.window()).toArray(AttributeProto[]::new));
  }

  @Override
  public String concat(Operation.Concat concat) {
    return onnx.node("Concat", output, in(), integer("axis", 1));
  }

  @Override
  public String add(Operation.Add add) {
    boolean activated = add.activation() != Activation.NONE;
    String sum = in(0);
    for (int i = 1; i < node.inputs().size(); i++) {
      boolean last = i == node.inputs().size() - 1;
      String result = last && !activated ? output : between("sum");
      sum = onnx.node("Add", result, List.of(sum, in(i)));
    }
    return activated ? activation(sum, add.activation()) : sum;
  }

  @Override
  public String upsample(Operation.Upsample upsample) {
    return scale(upsample.factor(), upsample.interpolation());
  }

  @Override
  public String resizeLike(Operation.ResizeLike resizeLike) {
    if (cellsIn(0) > 0 && cellsIn(1) > 0 && cellsIn(1) % cellsIn(0) == 0) {
      return scale(cellsIn(1) / cellsIn(0), resizeLike.interpolation());
    }
    String channels = grid(in(0), "channels", 0, 2);
    String rows = grid(in(1), "rows", 2, 4);
    String sizes =
        onnx.node("Concat", between("sizes"), List.of(channels, rows), integer("axis", 0));
    return resize(List.of(in(0), "", "", sizes), resizeLike.interpolation());
  }

  private String grid(String value, String part, int start, int end) {
    return onnx.node(
        "Shape", between(part), List.of(value), integer("start", start), integer("end", end));
  }

  private String scale(int factor, Interpolation interpolation) {
    return factor == 1
        ? onnx.node("Identity", output, List.of(in(0)))
        : resize(List.of(in(0), "", onnx.floats(1, 1, factor, factor)), interpolation);
  }

  private String resize(List<String> inputs, Interpolation interpolation) {
    String coordinates =
        switch (interpolation) {
          case HALF_PIXEL -> "half_pixel";
          case ASYMMETRIC -> "asymmetric";
          case ALIGN_CORNERS -> "align_corners";
        };
    return onnx.node(
        "Resize",
        output,
        inputs,
        text("mode", "linear"),
        text("coordinate_transformation_mode", coordinates));
  }

  @Override
  public String slice(Operation.Slice slice) {
    List<String> inputs =
        List.of(
            in(0),
            onnx.longs(slice.from()),
            onnx.longs(slice.from() + slice.count()),
            onnx.longs(1));
    return onnx.node("Slice", output, inputs);
  }
}
