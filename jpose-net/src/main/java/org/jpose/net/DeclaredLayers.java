package org.jpose.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lists a network the way its authors declared it: a separable convolution is one layer. */
public final class DeclaredLayers {
  private DeclaredLayers() {}

  /**
   * One declared layer.
   *
   * @param name its name
   * @param operation kind: {@code conv}, {@code conv_bn}, {@code separable_conv_bn}, {@code
   *     max_pool}, {@code concat}, {@code upsample_bilinear}, {@code affine}, {@code add}, {@code
   *     slice}, {@code batch_norm}, {@code activation}
   * @param inputs names of the layers it reads, {@code image} for the input
   * @param attributes {@code key=value} pairs with a space between
   */
  public record Layer(String name, String operation, List<String> inputs, String attributes) {
    public Layer {
      inputs = List.copyOf(inputs);
    }

    /** Returns the four parts with tabs between, inputs with commas. */
    @Override
    public String toString() {
      return String.join("\t", name, operation, String.join(",", inputs), attributes);
    }
  }

  /** Returns all layers in order, without the input. */
  public static List<Layer> of(Graph graph) {
    List<Layer> layers = new ArrayList<>();
    List<Node> nodes = graph.nodes();
    for (int first = 0; first < nodes.size(); ) {
      int last = first;
      while (last + 1 < nodes.size()
          && nodes.get(last + 1).layer().equals(nodes.get(first).layer())) {
        last++;
      }
      if (!(nodes.get(first).operation() instanceof Operation.Input)) {
        layers.add(layer(graph, nodes.get(first), nodes.get(last)));
      }
      first = last + 1;
    }
    return layers;
  }

  private static Layer layer(Graph graph, Node first, Node last) {
    List<String> inputs = first.inputs().stream().map(h -> graph.node(h).layer()).toList();
    Description description = first.operation().accept(new Describe(last, inputs));
    boolean resize = first.operation() instanceof Operation.ResizeLike;
    return new Layer(
        first.layer(),
        description.operation(),
        resize ? inputs.subList(0, 1) : inputs,
        description.attributes());
  }

  private record Description(String operation, String attributes) {}

  private record Describe(Node last, List<String> inputs)
      implements Operation.Visitor<Description> {
    @Override
    public Description input(Operation.Input input) {
      return new Description("image", "");
    }

    @Override
    public Description affine(Operation.Affine affine) {
      return new Description(
          "affine", "scale=" + plain(affine.scale()) + " shift=" + plain(affine.shift()));
    }

    @Override
    public Description convolution(Operation.Convolution convolution) {
      Operation.Convolution end =
          last.operation() instanceof Operation.Convolution c ? c : convolution;
      boolean separable = end != convolution;
      String operation =
          (separable ? "separable_" : convolution.groups() > 1 ? "depthwise_" : "")
              + "conv"
              + (end.norm().isPresent() ? "_bn" : "");
      Window window = convolution.window();
      String attributes =
          "k=%s out=%d stride=%d%s %s"
              .formatted(
                  kernel(window),
                  end.outputs(),
                  window.stride(),
                  window.dilation() > 1 ? " dilation=" + window.dilation() : "",
                  activation(end.activation()));
      return new Description(operation, attributes);
    }

    @Override
    public Description normalize(Operation.Normalize normalize) {
      return new Description("batch_norm", "statistics=" + lower(normalize.norm().statistics()));
    }

    @Override
    public Description activate(Operation.Activate activate) {
      return new Description("activation", activation(activate.activation()));
    }

    @Override
    public Description maxPool(Operation.MaxPool maxPool) {
      return new Description(
          "max_pool", "k=" + kernel(maxPool.window()) + " stride=" + maxPool.window().stride());
    }

    @Override
    public Description concat(Operation.Concat concat) {
      return new Description("concat", "");
    }

    @Override
    public Description add(Operation.Add add) {
      return new Description(
          "add", add.activation() == Activation.NONE ? "" : activation(add.activation()));
    }

    @Override
    public Description upsample(Operation.Upsample upsample) {
      return new Description("upsample_bilinear", "factor=" + upsample.factor());
    }

    @Override
    public Description resizeLike(Operation.ResizeLike resizeLike) {
      return new Description("upsample_bilinear", "factor=" + inputs.get(1));
    }

    @Override
    public Description slice(Operation.Slice slice) {
      return new Description("slice", "from=" + slice.from() + " count=" + slice.count());
    }

    private static String kernel(Window window) {
      return window.height() == window.width()
          ? Integer.toString(window.height())
          : window.height() + "x" + window.width();
    }

    private static String activation(Activation activation) {
      return switch (activation) {
        case NONE -> "relu=0";
        case RELU -> "relu=1";
        case RELU6 -> "relu=6";
        case ELU -> "elu=1";
      };
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }

    private static String plain(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }
}
