package org.jpose.net;

import java.util.ArrayList;
import java.util.List;

/**
 * What a network costs to store and to run.
 *
 * <p>Counted as it is exported: batch norms with stored statistics folded into their convolutions,
 * so a convolution has one bias per output if it has a bias or such a norm. Norms that measure
 * their own statistics count beta and, where there is one, gamma. Multiply-accumulates (MACs) are
 * those of convolutions.
 *
 * @param nodes the cost of every node, in order
 */
public record Cost(List<NodeCost> nodes) {
  public Cost {
    nodes = List.copyOf(nodes);
  }

  /**
   * The cost of one node.
   *
   * @param node the node
   * @param shape shape of its result
   * @param parameters numbers to store
   * @param macs multiply-accumulates for one image
   */
  public record NodeCost(Node node, Shape shape, long parameters, long macs) {}

  /**
   * Returns the cost for one image of the given size.
   *
   * @throws IllegalArgumentException if the size is too small for the graph
   */
  public static Cost of(Graph graph, int height, int width) {
    List<Shape> shapes = graph.shapes(height, width);
    List<NodeCost> costs = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      Shape shape = shapes.get(i);
      long parameters = 0;
      long macs = 0;
      if (node.operation() instanceof Operation.Convolution convolution) {
        int inputs = shapes.get(node.inputs().get(0).index()).channels();
        long kernel =
            (long) inputs
                / convolution.groups()
                * convolution.window().height()
                * convolution.window().width();
        boolean folded =
            convolution.bias() || convolution.norm().filter(Cost::foldable).isPresent();
        parameters = kernel * convolution.outputs() + (folded ? convolution.outputs() : 0);
        parameters += convolution.norm().map(norm -> kept(norm, shape.channels())).orElse(0L);
        macs = kernel * convolution.outputs() * shape.height() * shape.width();
      } else if (node.operation() instanceof Operation.Normalize normalize) {
        BatchNorm norm = normalize.norm();
        parameters = foldable(norm) ? 2L * shape.channels() : kept(norm, shape.channels());
      }
      costs.add(new NodeCost(node, shape, parameters, macs));
    }
    return new Cost(costs);
  }

  private static boolean foldable(BatchNorm norm) {
    return norm.statistics() == BatchNorm.Statistics.RUNNING;
  }

  private static long kept(BatchNorm norm, int channels) {
    return foldable(norm) ? 0 : (norm.gamma() ? 2L : 1L) * channels;
  }

  /** Returns all numbers to store. */
  public long parameters() {
    return nodes.stream().mapToLong(NodeCost::parameters).sum();
  }

  /** Returns all multiply-accumulates for one image. */
  public long macs() {
    return nodes.stream().mapToLong(NodeCost::macs).sum();
  }
}
