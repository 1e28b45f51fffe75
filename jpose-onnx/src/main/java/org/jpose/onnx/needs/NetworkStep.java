package org.jpose.onnx.needs;

import java.util.List;

/**
 * An operation and what is known of its inputs.
 *
 * @param node the operation
 * @param in its inputs; null where one is left out
 */
record NetworkStep(NetworkNode node, List<NetworkValue> in) {
  /** Sizes of the first input. */
  long[] shape() {
    return shape(0);
  }

  /** Sizes of an input. */
  long[] shape(int input) {
    return in.get(input).shape();
  }

  boolean isGiven(int input) {
    return in.size() > input && in.get(input) != null;
  }

  /** Integers of an attribute or, since later opsets, of an input; null if they are not known. */
  long[] integers(String name, int input) {
    long[] attribute = node.integers().get(name);
    return attribute != null ? attribute : isGiven(input) ? in.get(input).integers() : null;
  }

  /** Whether {@link #integers(String, int)} has anything to ask. */
  boolean isGiven(String name, int input) {
    return node.integers().containsKey(name) || isGiven(input);
  }

  /** Whether an attribute is there and not zero. */
  boolean is(String name) {
    return node.integer(name, 0) != 0;
  }

  /** The dimension that the attribute of that name gives, among so many. */
  int axis(int usual, int rank) {
    return Sizes.axis(node.integer("axis", usual), rank);
  }
}
