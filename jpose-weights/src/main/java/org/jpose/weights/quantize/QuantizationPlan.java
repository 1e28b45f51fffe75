package org.jpose.weights.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;

/**
 * Which nodes of an ONNX graph compute in 8 bits and which values they exchange.
 *
 * @param nodes names of the nodes, in the graph's order
 * @param sameRange values that take another's range, since their node only moves numbers
 * @param observed values whose ranges must be observed, in the graph's order
 */
record QuantizationPlan(Set<String> nodes, Map<String, String> sameRange, List<String> observed) {
  private static final Set<String> COMPUTING = Set.of("Conv", "Add", "Concat");
  private static final Set<String> MOVING = Set.of("MaxPool", "Resize");
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "Clip");

  static QuantizationPlan of(GraphProto graph) {
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(constants::add);
    Set<String> results = resultsOf(graph);
    Set<String> nodes = new LinkedHashSet<>();
    Map<String, String> sameRange = new HashMap<>();
    Set<String> observed = new LinkedHashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      List<String> inputs =
          planes(node).stream().filter(value -> !constants.contains(value)).toList();
      boolean kind = COMPUTING.contains(node.getOpType()) || MOVING.contains(node.getOpType());
      if (!kind || inputs.size() < planes(node).size()) {
        continue;
      }
      if (results.contains(node.getOutput(0))) {
        if (node.getOpType().equals("Conv")) {
          // It computes in float; what makes its input need not.
          observed.addAll(inputs);
        }
        continue;
      }
      nodes.add(node.getName());
      observed.addAll(inputs);
      if (MOVING.contains(node.getOpType())) {
        sameRange.put(node.getOutput(0), inputs.get(0));
      }
    }
    observed.removeAll(sameRange.keySet());
    return new QuantizationPlan(nodes, sameRange, new ArrayList<>(observed));
  }

  /** The same with some nodes in float. */
  QuantizationPlan without(Set<String> inFloat) {
    Set<String> rest = new LinkedHashSet<>(nodes);
    rest.removeAll(inFloat);
    return new QuantizationPlan(rest, sameRange, observed);
  }

  /** Values from which a result is made without another convolution. */
  private static Set<String> resultsOf(GraphProto graph) {
    Set<String> results = new HashSet<>();
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(results::add);
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (results.contains(node.getOutput(0)) && !node.getOpType().equals("Conv")) {
        results.addAll(node.getInputList());
      }
    }
    return results;
  }

  /** The inputs that are planes, not weights, sizes or limits. */
  static List<String> planes(NodeProto node) {
    boolean all = node.getOpType().equals("Add") || node.getOpType().equals("Concat");
    return all
        ? node.getInputList()
        : node.getInputList().subList(0, Math.min(1, node.getInputCount()));
  }

  static boolean isActivation(NodeProto node) {
    return ACTIVATIONS.contains(node.getOpType());
  }
}
