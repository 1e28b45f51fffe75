package org.jpose.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out what computes nothing and joins what can be computed at once: an activation goes into
 * the convolution or sum before it, scaling by constants into the scaling before it, if nobody else
 * uses what is before.
 */
final class Simplification {
  private final Graph graph;
  private final int[] uses;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> users = new ArrayList<>();
  private final List<Handle> moved = new ArrayList<>();

  private Simplification(Graph graph) {
    this.graph = graph;
    this.uses = graph.uses();
  }

  static Graph of(Graph graph) {
    return new Simplification(graph).run();
  }

  private Graph run() {
    List<Shape> shapes = graph.shapes(4 * graph.multiple(), 4 * graph.multiple());
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      List<Handle> inputs = node.inputs().stream().map(h -> moved.get(h.index())).toList();
      int before = inputs.size() == 1 ? inputs.get(0).index() : -1;
      if (before >= 0 && isIdentity(node, shapes)) {
        users.set(before, users.get(before) - 1 + uses[i]);
        moved.add(inputs.get(0));
        continue;
      }
      Optional<Operation> joined =
          before >= 0 && users.get(before) == 1
              ? joined(nodes.get(before).operation(), node.operation())
              : Optional.empty();
      if (joined.isPresent()) {
        nodes.set(before, nodes.get(before).withOperation(joined.get()));
        users.set(before, uses[i]);
        moved.add(inputs.get(0));
      } else {
        moved.add(new Handle(nodes.size()));
        nodes.add(node.withInputs(inputs));
        users.add(uses[i]);
      }
    }
    List<Stage> stages =
        graph.stages().stream()
            .map(s -> new Stage(moved.get(s.heat().index()), moved.get(s.affinity().index())))
            .toList();
    return graph.with(nodes, stages);
  }

  private static boolean isIdentity(Node node, List<Shape> shapes) {
    Operation operation = node.operation();
    int channels = shapes.get(node.inputs().get(0).index()).channels();
    return operation instanceof Operation.Concat
        || operation.equals(new Operation.Activate(Activation.NONE))
        || operation.equals(new Operation.Affine(1, 0))
        || operation instanceof Operation.Slice slice && slice.count() == channels;
  }

  /** The one operation that does what two in a row do, if there is one. */
  private static Optional<Operation> joined(Operation first, Operation second) {
    if (second instanceof Operation.Activate activate) {
      Activation activation = activate.activation();
      if (first instanceof Operation.Convolution before && before.activation() == Activation.NONE) {
        return Optional.of(before.withActivation(activation));
      }
      if (first instanceof Operation.Add before && before.activation() == Activation.NONE) {
        return Optional.of(new Operation.Add(activation));
      }
    } else if (second instanceof Operation.Affine after) {
      if (first instanceof Operation.Affine before) {
        return Optional.of(
            new Operation.Affine(
                before.scale() * after.scale(), before.shift() * after.scale() + after.shift()));
      }
      if (first instanceof Operation.Input before) {
        return Optional.of(
            new Operation.Input(
                before.channels(),
                before.scale() * after.scale(),
                before.shift() * after.scale() + after.shift()));
      }
    }
    return Optional.empty();
  }
}
