package org.jpose.net;

import java.util.List;

/**
 * An operation in its place in a graph.
 *
 * @param name unique in the graph; prefix of the names of its weights
 * @param layer the declared layer it is part of; its own name unless several nodes make one layer
 * @param trunk whether it belongs to the trunk: the layers taken over from a network that
 *     classifies images
 * @param operation what it computes
 * @param inputs what it computes it from
 */
public record Node(
    String name, String layer, boolean trunk, Operation operation, List<Handle> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** Returns this node outside of any trunk. */
  public static Node of(String name, String layer, Operation operation, List<Handle> inputs) {
    return new Node(name, layer, false, operation, inputs);
  }

  /** Returns this as part of the trunk. */
  public Node inTrunk() {
    return new Node(name, layer, true, operation, inputs);
  }

  /** Returns this with another operation. */
  public Node withOperation(Operation operation) {
    return new Node(name, layer, trunk, operation, inputs);
  }

  /** Returns this with other inputs. */
  public Node withInputs(List<Handle> inputs) {
    return new Node(name, layer, trunk, operation, inputs);
  }
}
