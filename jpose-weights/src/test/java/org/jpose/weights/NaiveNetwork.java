package org.jpose.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Interpolation;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Shape;
import org.jpose.net.Window;
import org.jpose.weights.onnx.OnnxRun;

/** Runs a model on one image the obvious, slow way, in double precision. */
public final class NaiveNetwork implements Operation.Visitor<NaiveNetwork.Value> {
  private final Model model;
  private final Photos.Planes image;
  private final List<Value> values = new ArrayList<>();
  private Node node;

  private NaiveNetwork(Model model, Photos.Planes image) {
    this.model = model;
    this.image = image;
  }

  /** Planes of numbers. */
  record Value(Shape shape, double[] data) {
    Value(int channels, int height, int width) {
      this(new Shape(channels, height, width), new double[channels * height * width]);
    }

    int index(int c, int y, int x) {
      return (c * shape.height() + y) * shape.width() + x;
    }

    boolean inside(int y, int x) {
      return y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
    }

    double at(int c, int y, int x) {
      return data[index(c, y, x)];
    }

    Value map(DoubleUnaryOperator f) {
      return new Value(shape, Arrays.stream(data).map(f).toArray());
    }
  }

  public static OnnxRun.Fields run(Model model, Photos.Planes image) {
    NaiveNetwork network = new NaiveNetwork(model, image);
    for (Node node : model.graph().nodes()) {
      network.node = node;
      network.values.add(node.operation().accept(network));
    }
    Value heat = network.values.get(model.graph().result().heat().index());
    Value affinity = network.values.get(model.graph().result().affinity().index());
    return new OnnxRun.Fields(
        heat.shape().height() * heat.shape().width(),
        heat.shape().channels(),
        affinity.shape().channels(),
        floats(heat),
        floats(affinity));
  }

  private static float[] floats(Value value) {
    float[] data = new float[value.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) value.data()[i];
    }
    return data;
  }

  private Value in(int index) {
    return values.get(node.inputs().get(index).index());
  }

  private float[] weight(String suffix) {
    Tensor tensor = model.weights().tensors().get(node.name() + suffix);
    return tensor == null ? null : tensor.data();
  }

  private static Value activated(Value x, Activation activation) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> x.map(v -> Math.max(v, 0));
      case RELU6 -> x.map(v -> Math.min(Math.max(v, 0), 6));
      case ELU -> x.map(v -> v > 0 ? v : Math.expm1(v));
    };
  }

  @Override
  public Value input(Operation.Input input) {
    double[] data = new double[image.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = image.data()[i] * input.scale() + input.shift();
    }
    return new Value(new Shape(3, image.height(), image.width()), data);
  }

  @Override
  public Value affine(Operation.Affine affine) {
    return in(0).map(v -> v * affine.scale() + affine.shift());
  }

  private static int before(Window window, int in, int span) {
    if (!window.padding().same()) {
      return window.padding().amount();
    }
    int out = (in + window.stride() - 1) / window.stride();
    return Math.max((out - 1) * window.stride() + span - in, 0) / 2;
  }

  private static int results(Window window, int in, int span) {
    return window.padding().same()
        ? (in + window.stride() - 1) / window.stride()
        : (in + 2 * window.padding().amount() - span) / window.stride() + 1;
  }

  private Value slide(
      Window window, int outputs, int group, double start, float[] weight, DoubleBinaryOperator f) {
    Value x = in(0);
    int top = before(window, x.shape().height(), window.spanHeight());
    int left = before(window, x.shape().width(), window.spanWidth());
    Value y =
        new Value(
            outputs,
            results(window, x.shape().height(), window.spanHeight()),
            results(window, x.shape().width(), window.spanWidth()));
    int groups = x.shape().channels() / group;
    for (int o = 0; o < outputs; o++) {
      for (int row = 0; row < y.shape().height(); row++) {
        for (int column = 0; column < y.shape().width(); column++) {
          double sum = start;
          for (int i = 0; i < group * window.height() * window.width(); i++) {
            int c = o / (outputs / groups) * group + i / (window.height() * window.width());
            int r = i / window.width() % window.height() * window.dilation();
            int k = i % window.width() * window.dilation();
            int ry = row * window.stride() - top + r;
            int rx = column * window.stride() - left + k;
            if (x.inside(ry, rx)) {
              int kernel = group * window.height() * window.width();
              double w = weight == null ? 1 : weight[o * kernel + i];
              sum = f.applyAsDouble(sum, w * x.at(c, ry, rx));
            }
          }
          y.data()[y.index(o, row, column)] = sum;
        }
      }
    }
    return y;
  }

  @Override
  public Value convolution(Operation.Convolution convolution) {
    int group = in(0).shape().channels() / convolution.groups();
    float[] weight = weight(".weight");
    Value y = slide(convolution.window(), convolution.outputs(), group, 0, weight, Double::sum);
    float[] bias = weight(".bias");
    int cells = y.shape().height() * y.shape().width();
    for (int i = 0; bias != null && i < y.data().length; i++) {
      y.data()[i] += bias[i / cells];
    }
    Value normed = convolution.norm().isPresent() ? normed(y, convolution.norm().get()) : y;
    return activated(normed, convolution.activation());
  }

  private Value normed(Value x, BatchNorm norm) {
    int cells = x.shape().height() * x.shape().width();
    Value y = new Value(x.shape(), x.data().clone());
    for (int c = 0; c < x.shape().channels(); c++) {
      double mean;
      double variance;
      if (norm.statistics() == BatchNorm.Statistics.RUNNING) {
        mean = weight(".bn.mean")[c];
        variance = weight(".bn.var")[c];
      } else {
        double[] plane = Arrays.copyOfRange(x.data(), c * cells, (c + 1) * cells);
        double average = Arrays.stream(plane).average().orElseThrow();
        mean = average;
        variance =
            Arrays.stream(plane).map(v -> (v - average) * (v - average)).average().orElseThrow();
      }
      double gamma = norm.gamma() ? weight(".bn.gamma")[c] : 1;
      for (int i = c * cells; i < (c + 1) * cells; i++) {
        double centred = (x.data()[i] - mean) / Math.sqrt(variance + norm.epsilon());
        y.data()[i] = centred * gamma + weight(".bn.beta")[c];
      }
    }
    return y;
  }

  @Override
  public Value normalize(Operation.Normalize normalize) {
    return normed(in(0), normalize.norm());
  }

  @Override
  public Value activate(Operation.Activate activate) {
    return activated(in(0), activate.activation());
  }

  @Override
  public Value maxPool(Operation.MaxPool maxPool) {
    int channels = in(0).shape().channels();
    return slide(maxPool.window(), channels, 1, Double.NEGATIVE_INFINITY, null, Math::max);
  }

  @Override
  public Value concat(Operation.Concat concat) {
    int channels = node.inputs().stream().mapToInt(h -> shape(h.index()).channels()).sum();
    Value y = new Value(channels, in(0).shape().height(), in(0).shape().width());
    int at = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      System.arraycopy(in(i).data(), 0, y.data(), at, in(i).data().length);
      at += in(i).data().length;
    }
    return y;
  }

  private Shape shape(int index) {
    return values.get(index).shape();
  }

  @Override
  public Value add(Operation.Add add) {
    Value y = new Value(in(0).shape(), in(0).data().clone());
    for (int i = 1; i < node.inputs().size(); i++) {
      for (int k = 0; k < y.data().length; k++) {
        y.data()[k] += in(i).data()[k];
      }
    }
    return activated(y, add.activation());
  }

  @Override
  public Value upsample(Operation.Upsample upsample) {
    Shape shape = in(0).shape();
    int factor = upsample.factor();
    return resized(shape.height() * factor, shape.width() * factor, upsample.interpolation());
  }

  @Override
  public Value resizeLike(Operation.ResizeLike resizeLike) {
    Shape like = in(1).shape();
    return resized(like.height(), like.width(), resizeLike.interpolation());
  }

  private Value resized(int height, int width, Interpolation interpolation) {
    Value x = in(0);
    Value y = new Value(x.shape().channels(), height, width);
    for (int c = 0; c < x.shape().channels(); c++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double sy = source(row, x.shape().height(), height, interpolation);
          double sx = source(column, x.shape().width(), width, interpolation);
          int top = (int) sy;
          int left = (int) sx;
          int bottom = Math.min(top + 1, x.shape().height() - 1);
          int right = Math.min(left + 1, x.shape().width() - 1);
          double above = mixed(x.at(c, top, left), x.at(c, top, right), sx - left);
          double below = mixed(x.at(c, bottom, left), x.at(c, bottom, right), sx - left);
          y.data()[y.index(c, row, column)] = mixed(above, below, sy - top);
        }
      }
    }
    return y;
  }

  private static double mixed(double a, double b, double part) {
    return a + (b - a) * part;
  }

  private static double source(int at, int in, int out, Interpolation interpolation) {
    double source =
        switch (interpolation) {
          case HALF_PIXEL -> (at + 0.5) * in / out - 0.5;
          case ASYMMETRIC -> (double) at * in / out;
          case ALIGN_CORNERS -> out == 1 ? 0 : (double) at * (in - 1) / (out - 1);
        };
    return Math.min(Math.max(source, 0), in - 1);
  }

  @Override
  public Value slice(Operation.Slice slice) {
    Shape shape = in(0).shape();
    int cells = shape.height() * shape.width();
    return new Value(
        new Shape(slice.count(), shape.height(), shape.width()),
        Arrays.copyOfRange(
            in(0).data(), slice.from() * cells, (slice.from() + slice.count()) * cells));
  }
}
