package org.jpose.weights.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.proto.tensorflow.GraphDef;
import org.jpose.weights.proto.tensorflow.NodeDef;

/** Reads a frozen TensorFlow graph: finds its output and translates what that needs, in order. */
public final class FrozenGraphReader {
  private static final String USUAL_OUTPUT = "Openpose/concat_stage7";
  private static final int LISTED = 10;

  private final String file;
  private final Map<String, TensorFlowNode> nodes = new LinkedHashMap<>();

  private FrozenGraphReader(String file) {
    this.file = file;
  }

  /**
   * Reads the graph with batch norms and activations as they stand in the file.
   *
   * @throws ModelFormatException if the file is damaged, has an operation or attribute that is not
   *     supported, or does not fit the options; the message names file, node and operation
   */
  public static Model read(Path path, ConversionOptions options) throws IOException {
    FrozenGraphReader reader = new FrozenGraphReader(path.toString());
    reader.index(parse(path));
    TensorFlowNode output = reader.output(options);
    TensorFlowTranslator translator = new TensorFlowTranslator(path, Files.size(path), options);
    try {
      for (TensorFlowNode node : reader.needed(output)) {
        translator.add(node);
      }
      return translator.model(output);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(path + ": " + e.getMessage(), e);
    }
  }

  private static GraphDef parse(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return GraphDef.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      if (e.getCause() instanceof IOException io
          && !(io instanceof InvalidProtocolBufferException)) {
        throw io;
      }
      throw new ModelFormatException(
          "%s: not a frozen TensorFlow graph, or cut off (%s)"
              .formatted(path, e.getMessage().split("\\R")[0]),
          e);
    }
  }

  private void index(GraphDef graph) {
    if (graph.getNodeCount() == 0) {
      throw new ModelFormatException(file + ": has no nodes, expected a frozen TensorFlow graph");
    }
    for (NodeDef definition : graph.getNodeList()) {
      TensorFlowNode node = new TensorFlowNode(file, definition);
      if (nodes.put(node.name(), node) != null) {
        throw new ModelFormatException(file + ": two nodes are named '" + node.name() + "'");
      }
    }
  }

  private TensorFlowNode output(ConversionOptions options) {
    if (options.output().isPresent()) {
      TensorFlowNode node = nodes.get(options.output().get());
      if (node == null) {
        throw new ModelFormatException(
            "%s: has no node '%s'; nodes that nothing reads: %s"
                .formatted(file, options.output().get(), sinks()));
      }
      return node;
    }
    List<String> sinks = sinks();
    TensorFlowNode usual = nodes.get(USUAL_OUTPUT);
    if (usual == null && sinks.size() != 1) {
      throw new ModelFormatException(
          "%s: has neither a node '%s' nor a single node that nothing reads but %s; name the output"
              .formatted(file, USUAL_OUTPUT, sinks.subList(0, Math.min(LISTED, sinks.size()))));
    }
    return usual == null ? nodes.get(sinks.get(0)) : usual;
  }

  private List<String> sinks() {
    Set<String> read = new HashSet<>();
    nodes.values().forEach(node -> read.addAll(node.inputs()));
    return nodes.values().stream()
        .filter(node -> !node.inputs().isEmpty() && !read.contains(node.name()))
        .map(TensorFlowNode::name)
        .toList();
  }

  /** Returns the output and all it needs, inputs first. */
  private List<TensorFlowNode> needed(TensorFlowNode output) {
    List<TensorFlowNode> order = new ArrayList<>();
    Map<String, Integer> inputsDone = new HashMap<>();
    Set<String> finished = new HashSet<>();
    Deque<TensorFlowNode> open = new ArrayDeque<>(List.of(output));
    inputsDone.put(output.name(), 0);
    while (!open.isEmpty()) {
      TensorFlowNode node = open.peek();
      int next = inputsDone.get(node.name());
      if (next == node.inputs().size()) {
        open.pop();
        finished.add(node.name());
        order.add(node);
        continue;
      }
      inputsDone.put(node.name(), next + 1);
      String name = node.inputs().get(next);
      if (finished.contains(name)) {
        continue;
      }
      TensorFlowNode input = nodes.get(name);
      if (input == null) {
        int colon = name.lastIndexOf(':');
        boolean later = colon > 0 && nodes.containsKey(name.substring(0, colon));
        throw node.fault(
            "reads '%s', %s"
                .formatted(
                    name,
                    later ? "only first outputs are supported" : "which the graph does not have"));
      }
      if (inputsDone.put(name, 0) != null) {
        throw node.fault(
            "reads '" + name + "' in a circle; only feed-forward graphs are supported");
      }
      open.push(input);
    }
    return order;
  }
}
