package org.jpose.net;

import java.util.ArrayList;
import java.util.List;

/** Finds the shapes of all nodes from the shape of the input. */
final class ShapeInference implements Operation.Visitor<Shape> {
  private final int height;
  private final int width;
  private List<Shape> inputs = List.of();

  private ShapeInference(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * Returns every node's shape, in order.
   *
   * @throws IllegalArgumentException if a node's inputs do not fit it
   */
  static List<Shape> shapes(List<Node> nodes, int height, int width) {
    ShapeInference inference = new ShapeInference(height, width);
    List<Shape> shapes = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      inference.inputs = node.inputs().stream().map(h -> shapes.get(h.index())).toList();
      Shape shape;
      try {
        shape = node.operation().accept(inference);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
      if (shape.channels() < 1 || shape.height() < 1 || shape.width() < 1) {
        throw new IllegalArgumentException(
            "node '%s' is empty (%s) for an input of %d rows and %d columns; use a larger one"
                .formatted(node.name(), shape, height, width));
      }
      shapes.add(shape);
    }
    return shapes;
  }

  private Shape only(int expected) {
    require(inputs.size() == expected, "has %d inputs, expected %d", inputs.size(), expected);
    return expected == 0 ? null : inputs.get(0);
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  private static Shape slide(Window window, Shape in, int channels) {
    return new Shape(
        channels,
        window.results(in.height(), window.spanHeight()),
        window.results(in.width(), window.spanWidth()));
  }

  @Override
  public Shape input(Operation.Input input) {
    only(0);
    return new Shape(input.channels(), height, width);
  }

  @Override
  public Shape affine(Operation.Affine affine) {
    return only(1);
  }

  @Override
  public Shape convolution(Operation.Convolution convolution) {
    Shape in = only(1);
    require(
        in.channels() % convolution.groups() == 0,
        "input has %d channels, not a multiple of its %d groups",
        in.channels(),
        convolution.groups());
    return slide(convolution.window(), in, convolution.outputs());
  }

  @Override
  public Shape normalize(Operation.Normalize normalize) {
    return only(1);
  }

  @Override
  public Shape activate(Operation.Activate activate) {
    return only(1);
  }

  @Override
  public Shape maxPool(Operation.MaxPool maxPool) {
    Shape in = only(1);
    return slide(maxPool.window(), in, in.channels());
  }

  @Override
  public Shape concat(Operation.Concat concat) {
    require(!inputs.isEmpty(), "concat has no inputs");
    Shape first = inputs.get(0);
    for (Shape in : inputs) {
      require(
          in.height() == first.height() && in.width() == first.width(),
          "inputs %s differ in rows or columns",
          inputs);
    }
    int channels = inputs.stream().mapToInt(Shape::channels).sum();
    return new Shape(channels, first.height(), first.width());
  }

  @Override
  public Shape add(Operation.Add add) {
    require(inputs.size() >= 2, "sum has %d inputs, expected 2 or more", inputs.size());
    for (Shape in : inputs) {
      require(in.equals(inputs.get(0)), "inputs %s differ in shape", inputs);
    }
    return inputs.get(0);
  }

  @Override
  public Shape upsample(Operation.Upsample upsample) {
    Shape in = only(1);
    return new Shape(
        in.channels(), in.height() * upsample.factor(), in.width() * upsample.factor());
  }

  @Override
  public Shape resizeLike(Operation.ResizeLike resizeLike) {
    Shape in = only(2);
    Shape like = inputs.get(1);
    return new Shape(in.channels(), like.height(), like.width());
  }

  @Override
  public Shape slice(Operation.Slice slice) {
    Shape in = only(1);
    require(
        slice.from() + slice.count() <= in.channels(),
        "slice of channels %d to %d, input has %d",
        slice.from(),
        slice.from() + slice.count() - 1,
        in.channels());
    return new Shape(slice.count(), in.height(), in.width());
  }
}
