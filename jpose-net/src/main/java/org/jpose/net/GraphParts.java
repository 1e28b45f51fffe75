package org.jpose.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of every node to which part of a network it belongs. */
final class GraphParts {
  /** The part of nodes no stage needs. */
  static final String OUTSIDE = "";

  private final Graph graph;

  private GraphParts(Graph graph) {
    this.graph = graph;
  }

  /**
   * Returns the part of every node, in order: {@code trunk}; {@code features}, what the second
   * stage takes besides the fields of the first; {@code stage 1} and so on; or {@link #OUTSIDE}.
   */
  static List<String> of(Graph graph) {
    return new GraphParts(graph).parts();
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    graph.nodes().forEach(node -> parts.add(node.trunk() ? "trunk" : OUTSIDE));
    if (graph.stages().size() > 1) {
      name("features", features(), parts);
    }
    for (int i = 0; i < graph.stages().size(); i++) {
      name("stage " + (i + 1), needed(outputs(graph.stages().get(i)), Set.of()), parts);
    }
    return parts;
  }

  private static void name(String part, Set<Handle> handles, List<String> parts) {
    for (Handle handle : handles) {
      if (parts.get(handle.index()).equals(OUTSIDE)) {
        parts.set(handle.index(), part);
      }
    }
  }

  private Set<Handle> features() {
    Set<Handle> fields = new HashSet<>(outputs(graph.stages().get(0)));
    for (Handle output : List.copyOf(fields)) {
      if (graph.node(output).operation() instanceof Operation.Slice) {
        fields.addAll(graph.node(output).inputs());
      }
    }
    return needed(outputs(graph.stages().get(1)), fields).stream()
        .filter(needed(outputs(graph.stages().get(0)), Set.of())::contains)
        .collect(Collectors.toSet());
  }

  private static List<Handle> outputs(Stage stage) {
    return List.of(stage.heat(), stage.affinity());
  }

  /** All nodes the given ones are computed from, themselves included, not looking behind some. */
  private Set<Handle> needed(List<Handle> from, Set<Handle> border) {
    Set<Handle> found = new HashSet<>();
    Deque<Handle> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      Handle handle = open.pop();
      if (!border.contains(handle) && found.add(handle)) {
        graph.node(handle).inputs().forEach(open::push);
      }
    }
    return found;
  }
}
