package org.jpose.net;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.ColourOrder;

/**
 * Collects nodes and hands out handles to wire them by. Used by one thread, for one graph.
 *
 * <p>Channel counts are followed as nodes are added, so a layer can ask for its input's.
 */
public final class GraphBuilder {
  /** Some fifty times those of the largest known; files may claim any number. */
  private static final int MOST_NODES = 10_000;

  private static final BatchNorm SEPARABLE_NORM =
      new BatchNorm(0.001, false, BatchNorm.Statistics.RUNNING);

  private final List<Node> nodes = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Integer> channels = new ArrayList<>();

  /** Starts with no nodes. */
  public GraphBuilder() {}

  /** Returns the number of channels of a node. */
  public int channels(Handle handle) {
    return channels.get(handle.index());
  }

  /**
   * Adds a node that is a layer of its own.
   *
   * @throws IllegalArgumentException if the operation needs an input and has none, or there are
   *     10,000 nodes
   */
  public Handle add(String name, Operation operation, Handle... inputs) {
    return add(name, name, operation, List.of(inputs));
  }

  /**
   * Adds a node as part of a layer.
   *
   * @throws IllegalArgumentException if the operation needs an input and has none, or there are
   *     10,000 nodes
   */
  public Handle add(String name, String layer, Operation operation, List<Handle> inputs) {
    if (nodes.size() == MOST_NODES) {
      throw new IllegalArgumentException(
          "has more than " + MOST_NODES + " nodes; networks of images have some hundred");
    }
    channels.add(outputs(operation, inputs));
    nodes.add(Node.of(name, layer, operation, inputs));
    return new Handle(nodes.size() - 1);
  }

  private int outputs(Operation operation, List<Handle> inputs) {
    if (operation instanceof Operation.Input input) {
      return input.channels();
    }
    if (operation instanceof Operation.Convolution convolution) {
      return convolution.outputs();
    }
    if (operation instanceof Operation.Slice slice) {
      return slice.count();
    }
    if (operation instanceof Operation.Concat) {
      return inputs.stream().mapToInt(this::channels).sum();
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException(operation + " has no input");
    }
    return channels(inputs.get(0));
  }

  /** Adds the image, three planes of 0..255, scaled to {@code x * scale + shift}. */
  public Handle image(double scale, double shift) {
    return add("image", new Operation.Input(3, scale, shift));
  }

  /**
   * Adds tf-openpose's separable convolution as one layer: {@code NAME_depthwise} without bias,
   * norm or activation, then {@code NAME_pointwise} with batch norm (epsilon 0.001, no gamma).
   */
  public Handle separable(
      String name, Handle from, int outputs, int kernel, int stride, Activation activation) {
    Handle depthwise =
        add(
            name + "_depthwise",
            name,
            Operation.Convolution.depthwise(channels(from), kernel).withStride(stride),
            List.of(from));
    return add(
        name + "_pointwise",
        name,
        Operation.Convolution.of(outputs, 1).withNorm(SEPARABLE_NORM).withActivation(activation),
        List.of(depthwise));
  }

  /** Adds a 2x2 maximum of stride 2, SAME. */
  public Handle maxPool(String name, Handle from) {
    return add(name, new Operation.MaxPool(new Window(2, 2, 2, 1, Padding.SAME)), from);
  }

  /** Adds a concatenation of channels. */
  public Handle concat(String name, Handle... from) {
    return add(name, new Operation.Concat(), from);
  }

  /** Ends the trunk: the nodes added so far are it, see {@link Graph#trunk()}. */
  public void endTrunk() {
    nodes.replaceAll(Node::inTrunk);
  }

  /** Ends a stage with separate heat and affinity nodes. */
  public void stage(Handle heat, Handle affinity) {
    stages.add(new Stage(heat, affinity));
  }

  /** Ends a stage whose heat and affinity planes come, in this order, from one node. */
  public void stage(String name, Handle fields, FieldChannels planes) {
    stage(
        add(name + "/heat", new Operation.Slice(0, planes.heat()), fields),
        add(name + "/affinity", new Operation.Slice(planes.heat(), planes.affinity()), fields));
  }

  /**
   * Returns the graph.
   *
   * @throws IllegalArgumentException as {@link Graph}
   */
  public Graph build(
      String name, ColourOrder colour, int stride, int multiple, FieldChannels planes) {
    return new Graph(name, colour, stride, multiple, planes, nodes, stages);
  }
}
