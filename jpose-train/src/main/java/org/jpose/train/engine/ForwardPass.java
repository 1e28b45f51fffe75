package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Stage;
import org.jpose.net.Window;
import org.jpose.train.engine.compute.TorchValues;

/**
 * One computation of a graph in libtorch, {@code [image][plane][row][column]}.
 *
 * <p>It owns the value of every node, and lets go of it after its last use: what the gradient needs
 * libtorch keeps itself. The fields of the stages stay until it is closed.
 */
final class ForwardPass implements Operation.Visitor<Tensor>, AutoCloseable {
  private final Graph graph;
  private final Map<String, Tensor> weights;
  private final Function<Node, OptionalDouble> momentum;
  private final List<Tensor> values = new ArrayList<>();
  private final int[] lastUse;
  private Node node;
  private Tensor image;

  /**
   * Prepares a computation.
   *
   * @param weights tensors by name; those named {@code .mean} and {@code .var} change where there
   *     is a momentum
   * @param momentum for each node with a batch norm: empty to normalize by stored statistics; else
   *     it uses the batch's own and moves the stored ones this part of the way towards them
   */
  ForwardPass(Graph graph, Map<String, Tensor> weights, Function<Node, OptionalDouble> momentum) {
    this.graph = graph;
    this.weights = weights;
    this.momentum = momentum;
    this.lastUse = lastUses(graph);
  }

  private static int[] lastUses(Graph graph) {
    int[] last = new int[graph.nodes().size()];
    for (int i = 0; i < last.length; i++) {
      last[i] = i;
      for (Handle input : graph.nodes().get(i).inputs()) {
        last[input.index()] = i;
      }
    }
    for (Stage stage : graph.stages()) {
      last[stage.heat().index()] = Integer.MAX_VALUE;
      last[stage.affinity().index()] = Integer.MAX_VALUE;
    }
    return last;
  }

  /**
   * Computes all nodes from images of 0..255; the images stay the caller's.
   *
   * @throws IllegalStateException if libtorch fails, as for want of memory
   */
  void run(Tensor images) {
    image = images;
    for (int i = 0; i < graph.nodes().size(); i++) {
      node = graph.nodes().get(i);
      values.add(computed());
      release(i);
    }
  }

  /**
   * Computes the nodes after the trunk.
   *
   * @param features values of {@link Graph#features()}, in their order
   * @throws IllegalStateException as {@link #run}
   */
  void runHeads(List<Tensor> features) {
    Iterator<Tensor> given = features.iterator();
    Set<Handle> read = Set.copyOf(graph.features());
    for (int i = 0; i < graph.nodes().size(); i++) {
      node = graph.nodes().get(i);
      if (!node.trunk()) {
        values.add(computed());
      } else {
        values.add(
            read.contains(new Handle(i)) ? TorchValues.keep(() -> shared(given.next())) : null);
      }
      release(i);
    }
  }

  private Tensor computed() {
    try {
      return TorchValues.keep(() -> node.operation().accept(this));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "%s: libtorch cannot compute '%s': %s"
              .formatted(graph.name(), node.name(), TorchValues.firstLine(e)),
          e);
    }
  }

  private void release(int computed) {
    for (int i = 0; i <= computed; i++) {
      if (lastUse[i] == computed && values.get(i) != null) {
        values.set(i, null).close();
      }
    }
  }

  /** Returns the value of a stage's node; still owned by this. */
  Tensor value(Handle handle) {
    return values.get(handle.index());
  }

  /** Returns a copy of the fields of every stage. */
  List<FieldBatch> fields() {
    List<FieldBatch> fields = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      Tensor heat = value(stage.heat());
      fields.add(
          new FieldBatch(
              Math.toIntExact(heat.size(0)),
              graph.channels(),
              Math.toIntExact(heat.size(2)),
              Math.toIntExact(heat.size(3)),
              TorchValues.read(heat),
              TorchValues.read(value(stage.affinity()))));
    }
    return List.copyOf(fields);
  }

  @Override
  public void close() {
    for (Tensor value : values) {
      if (value != null) {
        value.close();
      }
    }
    values.clear();
  }

  private Tensor in(int index) {
    return value(node.inputs().get(index));
  }

  private TensorOptional weight(String suffix) {
    Tensor weight = weights.get(node.name() + suffix);
    return weight == null ? new TensorOptional() : new TensorOptional(weight);
  }

  /** A second hold on the same numbers, so that each value can be let go by itself. */
  private static Tensor shared(Tensor value) {
    return new Tensor(value);
  }

  private static Tensor scaled(Tensor value, double scale, double shift) {
    Tensor x = scale == 1 ? value : torch.mul(value, new Scalar(scale));
    return shift == 0 ? shared(x) : torch.add(x, new Scalar(shift));
  }

  @Override
  public Tensor input(Operation.Input input) {
    return scaled(image, input.scale(), input.shift());
  }

  @Override
  public Tensor affine(Operation.Affine affine) {
    return scaled(in(0), affine.scale(), affine.shift());
  }

  @Override
  public Tensor convolution(Operation.Convolution convolution) {
    Window window = convolution.window();
    Margins margins = Margins.around(in(0), window);
    Tensor input = margins.even() ? in(0) : margins.filled(in(0), 0);
    long[] padding = margins.even() ? margins.each() : both(0);
    Tensor x = convolved(convolution, input, padding);
    return activated(
        convolution.norm().map(norm -> normalized(x, norm)).orElse(x), convolution.activation());
  }

  private Tensor convolved(Operation.Convolution convolution, Tensor input, long[] padding) {
    Window window = convolution.window();
    Tensor kernels = weights.get(node.name() + ".weight");
    TensorOptional bias = weight(".bias");
    if (!input.is_cuda()) {
      return CpuConvolution.of(convolution, input, kernels, bias, padding);
    }
    return torch.conv2d(
        input,
        kernels,
        bias,
        both(window.stride()),
        padding,
        both(window.dilation()),
        convolution.groups());
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }

  private Tensor normalized(Tensor x, BatchNorm norm) {
    OptionalDouble step = momentum.apply(node);
    TensorOptional gamma = weight(".bn.gamma");
    TensorOptional beta = weight(".bn.beta");
    if (norm.statistics() == BatchNorm.Statistics.BATCH) {
      TensorOptional none = new TensorOptional();
      return torch.instance_norm(x, gamma, beta, none, none, true, 0, norm.epsilon(), false);
    }
    return torch.batch_norm(
        x,
        gamma,
        beta,
        weight(".bn.mean"),
        weight(".bn.var"),
        step.isPresent(),
        step.orElse(0),
        norm.epsilon(),
        false);
  }

  private static Tensor activated(Tensor x, Activation activation) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> torch.relu(x);
      case RELU6 ->
          torch.clamp(x, new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(6.0)));
      case ELU -> torch.elu(x);
    };
  }

  @Override
  public Tensor normalize(Operation.Normalize normalize) {
    return normalized(in(0), normalize.norm());
  }

  @Override
  public Tensor activate(Operation.Activate activate) {
    return shared(activated(in(0), activate.activation()));
  }

  @Override
  public Tensor maxPool(Operation.MaxPool maxPool) {
    Window window = maxPool.window();
    Margins margins = Margins.around(in(0), window);
    Tensor x = margins.empty() ? in(0) : margins.filled(in(0), Double.NEGATIVE_INFINITY);
    long[] kernel = {window.height(), window.width()};
    return torch.max_pool2d(
        x, kernel, both(window.stride()), both(0), both(window.dilation()), false);
  }

  @Override
  public Tensor concat(Operation.Concat concat) {
    Tensor[] parts = node.inputs().stream().map(this::value).toArray(Tensor[]::new);
    return torch.cat(new TensorVector(parts), 1);
  }

  @Override
  public Tensor add(Operation.Add add) {
    Tensor sum = in(0);
    for (int i = 1; i < node.inputs().size(); i++) {
      sum = torch.add(sum, in(i));
    }
    return activated(sum, add.activation());
  }

  @Override
  public Tensor upsample(Operation.Upsample upsample) {
    Tensor x = in(0);
    long rows = x.size(2) * upsample.factor();
    return resized(x, rows, x.size(3) * upsample.factor(), upsample.interpolation());
  }

  @Override
  public Tensor resizeLike(Operation.ResizeLike resizeLike) {
    Tensor like = in(1);
    return resized(in(0), like.size(2), like.size(3), resizeLike.interpolation());
  }

  private static Tensor resized(Tensor x, long rows, long columns, Interpolation interpolation) {
    return switch (interpolation) {
      case HALF_PIXEL -> torch.upsample_bilinear2d(x, new long[] {rows, columns}, false);
      case ALIGN_CORNERS -> torch.upsample_bilinear2d(x, new long[] {rows, columns}, true);
      case ASYMMETRIC -> {
        // libtorch has no such mode. With one row and column repeated before and one cell more
        // after, corners to corners is the step in / out wanted here.
        Tensor longer = torch.replication_pad2d(x, 0, 1, 0, 1);
        Tensor wide = torch.upsample_bilinear2d(longer, new long[] {rows + 1, columns + 1}, true);
        yield torch.narrow(torch.narrow(wide, 2, 0, rows), 3, 0, columns);
      }
    };
  }

  @Override
  public Tensor slice(Operation.Slice slice) {
    return torch.narrow(in(0), 1, slice.from(), slice.count());
  }
}
