package org.jpose.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Names and shapes of the tensors a graph takes as weights. */
public final class Parameters {
  private Parameters() {}

  /** Returns the shape of every weight by name, in the order of the nodes. */
  public static Map<String, List<Integer>> shapes(Graph graph) {
    return shapes(graph, node -> true);
  }

  /** Returns the shapes of the weights of {@link Graph#trunk()} by name, in order. */
  public static Map<String, List<Integer>> trunkShapes(Graph graph) {
    return shapes(graph, Node::trunk);
  }

  private static Map<String, List<Integer>> shapes(Graph graph, Predicate<Node> wanted) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    List<Shape> values = graph.shapes(4 * graph.multiple(), 4 * graph.multiple());
    for (Node node : graph.nodes()) {
      if (!wanted.test(node)) {
        continue;
      }
      if (node.operation() instanceof Operation.Convolution convolution) {
        int inputs = values.get(node.inputs().get(0).index()).channels() / convolution.groups();
        Window window = convolution.window();
        shapes.put(
            node.name() + ".weight",
            List.of(convolution.outputs(), inputs, window.height(), window.width()));
        if (convolution.bias()) {
          shapes.put(node.name() + ".bias", List.of(convolution.outputs()));
        }
        convolution
            .norm()
            .ifPresent(norm -> putNorm(shapes, node.name(), norm, convolution.outputs()));
      } else if (node.operation() instanceof Operation.Normalize normalize) {
        int inputs = values.get(node.inputs().get(0).index()).channels();
        putNorm(shapes, node.name(), normalize.norm(), inputs);
      }
    }
    return shapes;
  }

  private static void putNorm(
      Map<String, List<Integer>> shapes, String name, BatchNorm norm, int channels) {
    for (String part : normParts(norm)) {
      shapes.put(name + ".bn." + part, List.of(channels));
    }
  }

  private static List<String> normParts(BatchNorm norm) {
    List<String> parts = new ArrayList<>();
    if (norm.gamma()) {
      parts.add("gamma");
    }
    parts.add("beta");
    if (norm.statistics() == BatchNorm.Statistics.RUNNING) {
      parts.add("mean");
      parts.add("var");
    }
    return parts;
  }
}
