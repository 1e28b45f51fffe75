package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Cost;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.tensorflow.FrozenGraphReader;
import org.junit.jupiter.api.Test;

/** Our mobilenet_v2_small against tf-pose's published frozen graph, node by node. */
class PublishedTrunkTest {
  private final Map<String, Node> published = new HashMap<>();
  private Graph graph;

  @Test
  void nodesShapesAndWiringAreThePublishedOnes() throws Exception {
    Model model =
        FrozenGraphReader.read(
            SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb"),
            ConversionOptions.defaults());
    graph = model.graph();
    graph.nodes().forEach(node -> published.put(node.name(), node));
    Graph ours = Networks.named("mobilenet_v2_small", Photos.COCO18).pruned();
    Map<String, String> names = new HashMap<>();
    long compared = 0;
    for (Node node : ours.nodes()) {
      String theirs = publishedName(node);
      Node other = published.get(theirs);
      assertNotNull(other, node.name() + " -> " + theirs);
      names.put(node.name(), theirs);
      List<String> expected =
          node.inputs().stream().map(h -> names.get(ours.node(h).name())).toList();
      assertEquals(expected, other.inputs().stream().map(this::source).toList(), node.name());
      if (node.operation() instanceof Operation.Convolution convolution) {
        compare(node.name(), convolution, (Operation.Convolution) other.operation(), theirs);
        compared++;
      } else if (!(node.operation() instanceof Operation.Input)) {
        assertEquals(node.operation(), other.operation());
      }
    }
    assertEquals(
        graph.nodes().stream().filter(n -> n.operation() instanceof Operation.Convolution).count(),
        compared);
    long trunkNorms =
        graph.nodes().stream()
            .filter(
                n ->
                    n.operation() instanceof Operation.Normalize norm
                        && norm.norm().statistics() == BatchNorm.Statistics.BATCH)
            .mapToLong(n -> model.weights().tensors().get(n.name() + ".bn.beta").data().length)
            .sum();
    long ourParameters = Cost.of(ours, 64, 64).parameters();
    long theirParameters = Cost.of(BatchNormFolding.fold(model).graph(), 64, 64).parameters();
    assertEquals(theirParameters, ourParameters + trunkNorms);
  }

  private static String publishedName(Node node) {
    String name = node.name();
    if (node.operation() instanceof Operation.Convolution) {
      String head = name.startsWith("MConv") ? "Openpose/" : "";
      return head + name + (name.endsWith("depthwise") ? "/depthwise" : "/Conv2D");
    }
    return switch (name) {
      case "base/layer_7/output" -> "MobilenetV2/expanded_conv_5/add";
      case "base/layer_14/output" -> "MobilenetV2/expanded_conv_12/add";
      default -> name.startsWith("MConv") ? "Openpose/" + name : name;
    };
  }

  /** Follows norms and activations back to what they belong to. */
  private String source(Handle handle) {
    Node node = graph.node(handle);
    boolean part =
        node.operation() instanceof Operation.Normalize
            || node.operation() instanceof Operation.Activate;
    return part ? source(node.inputs().get(0)) : node.name();
  }

  private void compare(
      String name, Operation.Convolution ours, Operation.Convolution theirs, String theirName) {
    assertEquals(theirs.outputs(), ours.outputs(), name);
    assertEquals(theirs.groups(), ours.groups(), name);
    assertEquals(theirs.window(), ours.window(), name);
    Activation activation = Activation.NONE;
    boolean normed = false;
    String at = theirName;
    for (Node node : graph.nodes()) {
      if (!node.inputs().isEmpty() && graph.node(node.inputs().get(0)).name().equals(at)) {
        if (node.operation() instanceof Operation.Normalize normalize) {
          assertEquals(ours.norm().orElseThrow().epsilon(), normalize.norm().epsilon(), 1e-9);
          normed = true;
          at = node.name();
        } else if (node.operation() instanceof Operation.Activate activate) {
          activation = activate.activation();
          at = node.name();
        }
      }
    }
    assertEquals(activation, ours.activation(), name);
    assertEquals(normed, ours.norm().isPresent(), name);
  }
}
