package org.jpose.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.architecture.Networks;
import org.junit.jupiter.api.Test;

class SimplificationTest {
  private static final FieldChannels PLANES = new FieldChannels(2, 2);

  private final GraphBuilder net = new GraphBuilder();

  private Graph end(Handle features) {
    net.stage("fields", net.add("fields", Operation.Convolution.of(4, 1), features), PLANES);
    return net.build("net", ColourOrder.RGB, 1, 8, PLANES);
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Node::name).toList();
  }

  private static Operation operation(Graph graph, String name) {
    return graph.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow()
        .operation();
  }

  private Handle convolution(String name, Handle from) {
    return net.add(name, Operation.Convolution.of(4, 3), from);
  }

  private Handle activate(String name, Activation activation, Handle from) {
    return net.add(name, new Operation.Activate(activation), from);
  }

  @Test
  void scalingsBecomeOne() {
    Handle once = net.add("once", new Operation.Affine(0.5, 1), net.image(2, -1));
    Graph graph = end(net.add("twice", new Operation.Affine(4, 3), once)).simplified();
    assertEquals(List.of("image", "fields", "fields/heat", "fields/affinity"), names(graph));
    // ((2 x - 1) / 2 + 1) * 4 + 3
    assertEquals(new Operation.Input(3, 4, 5), operation(graph, "image"));
  }

  @Test
  void activationsGoIntoWhatIsBefore() {
    Handle a = activate("a/relu", Activation.RELU, convolution("a", net.image(1, 0)));
    Handle sum = net.add("sum", new Operation.Add(Activation.NONE), a, convolution("b", a));
    Graph graph = end(activate("sum/relu6", Activation.RELU6, sum)).simplified();
    assertEquals(
        List.of("image", "a", "b", "sum", "fields", "fields/heat", "fields/affinity"),
        names(graph));
    assertEquals(Activation.RELU, ((Operation.Convolution) operation(graph, "a")).activation());
    assertEquals(new Operation.Add(Activation.RELU6), operation(graph, "sum"));
  }

  @Test
  void whatSomebodyElseUsesStays() {
    Handle a = convolution("a", net.image(1, 0));
    // The only user of the identity is not the only one of what is before it.
    Handle same = net.concat("same", a);
    Handle relu = activate("relu", Activation.RELU, same);
    Graph graph = end(net.concat("both", relu, a)).simplified();
    assertEquals(
        List.of("image", "a", "relu", "both", "fields", "fields/heat", "fields/affinity"),
        names(graph));
    assertEquals(Activation.NONE, ((Operation.Convolution) operation(graph, "a")).activation());
  }

  @Test
  void secondActivationStays() {
    Handle a = activate("a/relu", Activation.RELU, convolution("a", net.image(1, 0)));
    Graph graph = end(activate("a/relu6", Activation.RELU6, a)).simplified();
    assertEquals(
        List.of("image", "a", "a/relu6", "fields", "fields/heat", "fields/affinity"), names(graph));
  }

  @Test
  void identitiesGo() {
    Handle image = net.add("none", new Operation.Affine(1, 0), net.image(1, 0));
    Handle a = activate("a/none", Activation.NONE, convolution("a", image));
    Handle all = net.add("all", new Operation.Slice(0, 4), a);
    Graph graph = end(net.concat("alone", all)).simplified();
    assertEquals(List.of("image", "a", "fields", "fields/heat", "fields/affinity"), names(graph));
    assertEquals(graph, graph.simplified());
  }

  @Test
  void everyNetworkIsSimpleAlreadyButCmusScaling() {
    for (String name : Networks.names()) {
      Graph graph = Networks.named(name, new FieldChannels(19, 38)).pruned();
      int expected = graph.nodes().size() - (name.equals("cmu") ? 1 : 0);
      assertEquals(expected, graph.simplified().nodes().size(), name);
    }
  }
}
