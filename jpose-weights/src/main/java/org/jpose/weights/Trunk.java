package org.jpose.weights;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Stage;

/**
 * A network without its heads.
 *
 * <p>The trunk are the nodes that the first stage needs and that the later stages need as well
 * without going through the first stage's fields: the features every stage sees, and all before
 * them. In a network of one stage they are what heat and affinity have in common.
 */
final class Trunk {
  private final Graph graph;

  private Trunk(Graph graph) {
    this.graph = graph;
  }

  /** Returns the names of the trunk's nodes. */
  static Set<String> nodes(Graph graph) {
    return new Trunk(graph).find();
  }

  private Set<String> find() {
    List<Stage> stages = graph.stages();
    Stage first = stages.get(0);
    Set<Handle> trunk;
    if (stages.size() == 1) {
      trunk = needed(List.of(first.heat()), Set.of());
      trunk.retainAll(needed(List.of(first.affinity()), Set.of()));
    } else {
      trunk = needed(List.of(first.heat(), first.affinity()), Set.of());
      Stage last = graph.result();
      trunk.retainAll(needed(List.of(last.heat(), last.affinity()), fields(first)));
    }
    Set<String> names = new HashSet<>();
    trunk.forEach(handle -> names.add(graph.node(handle).name()));
    return names;
  }

  /** The fields, and where they are slices of one node that node. */
  private Set<Handle> fields(Stage stage) {
    Set<Handle> fields = new HashSet<>();
    for (Handle handle : List.of(stage.heat(), stage.affinity())) {
      fields.add(handle);
      Node node = graph.node(handle);
      if (node.operation() instanceof Operation.Slice) {
        fields.addAll(node.inputs());
      }
    }
    return fields;
  }

  private Set<Handle> needed(List<Handle> from, Set<Handle> without) {
    Set<Handle> needed = new HashSet<>();
    Deque<Handle> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      Handle handle = open.pop();
      if (!without.contains(handle) && needed.add(handle)) {
        open.addAll(graph.node(handle).inputs());
      }
    }
    return needed;
  }
}
