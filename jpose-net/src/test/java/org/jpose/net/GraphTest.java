package org.jpose.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final FieldChannels PLANES = new FieldChannels(2, 4);

  private final GraphBuilder net = new GraphBuilder();
  private final Handle image = net.image(1, 0);

  private Handle conv(String name, int outputs, int stride, Handle from) {
    return net.add(name, Operation.Convolution.of(outputs, 3).withStride(stride), from);
  }

  private String refused(int stride, int multiple) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> net.build("test", ColourOrder.RGB, stride, multiple, PLANES))
        .getMessage();
  }

  @Test
  void wrongChannelCountSaysBoth() {
    net.stage(conv("heat", 3, 2, image), conv("affinity", 4, 2, image));
    assertEquals("test: heat 'heat' has 3 channels, expected 2", refused(2, 2));
  }

  @Test
  void wrongStrideIsRefused() {
    net.stage(conv("heat", 2, 2, image), conv("affinity", 4, 2, image));
    assertEquals(
        "test: result 'heat' is 2x8x10 for an image of 16 rows and 20 columns, not image size / 4",
        refused(4, 4));
  }

  @Test
  void gridThatHoldsOnlyForSomeSizesIsRefused() {
    Handle valid =
        net.add("valid", Operation.Convolution.of(2, 2).withPadding(Padding.NONE), image);
    net.stage(conv("heat", 2, 2, valid), conv("affinity", 4, 2, image));
    assertEquals(
        "test: result 'heat' is 2x4x5 for an image of 8 rows and 10 columns, not image size / 2",
        refused(2, 2));
  }

  @Test
  void validWindowsThatTileTheImageAreProved() {
    Operation.Convolution tiles =
        Operation.Convolution.of(2, 2).withStride(2).withPadding(Padding.NONE);
    net.stage(net.add("heat", tiles, image), conv("affinity", 4, 2, image));
    Graph graph = net.build("test", ColourOrder.RGB, 2, 8, PLANES);
    assertEquals(List.of(8, 4, 4), graph.cellsPerMultiple());
  }

  @Test
  void nodesMustComeInOrderWithUniqueNames() {
    conv("a", 2, 1, image);
    conv("a", 4, 1, image);
    net.stage(new Handle(1), new Handle(2));
    assertEquals("test: two nodes are named 'a'", refused(1, 1));
    Node late = Node.of("b", "b", new Operation.Concat(), List.of(new Handle(1)));
    assertEquals(
        "test: node 'b' uses node 1, which does not come before it",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Graph("test", ColourOrder.RGB, 1, 1, PLANES, List.of(late), List.of()))
            .getMessage());
  }

  @Test
  void trunkUsesNothingOutsideItAndSurvivesPruning() {
    conv("unused", 7, 1, image);
    Handle x = conv("x", 2, 1, image);
    net.endTrunk();
    net.stage(x, conv("affinity", 4, 1, x));
    Graph graph = net.build("test", ColourOrder.RGB, 1, 1, PLANES);
    assertEquals(List.of("image", "unused", "x"), names(graph.trunk()));
    assertEquals(
        List.of("unused.weight", "x.weight"), List.copyOf(Parameters.trunkShapes(graph).keySet()));
    assertEquals(List.of("image", "x"), names(graph.pruned().trunk()));
    List<Node> nodes = new ArrayList<>(graph.nodes());
    nodes.replaceAll(node -> node.name().equals("affinity") ? node.inTrunk() : outside(node));
    assertEquals(
        "test: trunk node 'affinity' uses 'x', which is not in the trunk",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Graph("test", ColourOrder.RGB, 1, 1, PLANES, nodes, graph.stages()))
            .getMessage());
  }

  private static Node outside(Node node) {
    return Node.of(node.name(), node.layer(), node.operation(), node.inputs());
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  @Test
  void inputsThatDoNotFitNameTheNode() {
    Handle small = conv("small", 3, 2, image);
    Handle sum = net.add("sum", new Operation.Add(Activation.NONE), image, small);
    net.stage(conv("heat", 2, 1, sum), conv("affinity", 4, 1, sum));
    assertEquals("node 'sum': inputs [3x32x40, 3x16x20] differ in shape", refused(8, 8));
  }

  @Test
  void pruningKeepsOrderAndNames() {
    conv("unused", 7, 1, image);
    Handle x = conv("x", 2, 1, image);
    net.stage(x, conv("affinity", 4, 1, x));
    Graph pruned = net.build("test", ColourOrder.RGB, 1, 1, PLANES).pruned();
    assertEquals(
        List.of("image", "x", "affinity"), pruned.nodes().stream().map(Node::name).toList());
  }
}
