package org.jpose.net;

import java.util.List;

/**
 * An operation in its place in a graph.
 *
 * @param name unique in the graph; prefix of the names of its weights
 * @param layer the declared layer it is part of; its own name unless several nodes make one layer
 * @param operation what it computes
 * @param inputs what it computes it from
 */
public record Node(String name, String layer, Operation operation, List<Handle> inputs) {
  /** Copies the inputs. */
  public Node {
    inputs = List.copyOf(inputs);
  }
}
