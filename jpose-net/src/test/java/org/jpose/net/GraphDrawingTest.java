package org.jpose.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.architecture.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GraphDrawingTest {
  private static final FieldChannels COCO18 = new FieldChannels(19, 38);

  @TempDir private Path folder;

  static List<String> names() {
    return Networks.names();
  }

  @Test
  void boxesAreLayersAndArrowsCarryShapes() {
    FieldChannels planes = new FieldChannels(2, 4);
    GraphBuilder net = new GraphBuilder();
    Handle trunk = net.separable("a \"b\"", net.image(1, 0), 8, 3, 2, Activation.RELU);
    net.endTrunk();
    net.stage("out", net.add("out", Operation.Convolution.of(6, 1), trunk), planes);
    Graph graph = net.build("small", ColourOrder.RGB, 2, 2, planes);
    List<String> lines = GraphDrawing.dot(graph, 8, 12).lines().map(String::strip).toList();
    assertEquals("digraph \"small\" {", lines.get(0));
    assertEquals("label=\"small, image of 12x8\"", lines.get(4));
    assertEquals(
        List.of(
            "n0 [label=\"image\"]",
            "n2 [label=\"a \\\"b\\\"\\nseparable_conv_bn k=3 out=8 stride=2 relu=1\"]",
            "n3 [label=\"out\\nconv k=1 out=6 stride=1 relu=0\"]",
            "n4 [label=\"out/heat\\nslice from=0 count=2\", fillcolor=\"#ffe3b3\"]",
            "n5 [label=\"out/affinity\\nslice from=2 count=4\", fillcolor=\"#ffe3b3\"]"),
        lines.stream().filter(line -> line.matches("n\\d+ \\[.*")).toList());
    assertEquals(
        List.of(
            "n0 -> n2 [label=\"3x8x12\"]",
            "n2 -> n3 [label=\"8x4x6\"]",
            "n3 -> n4 [label=\"6x4x6\"]",
            "n3 -> n5 [label=\"6x4x6\"]"),
        lines.stream().filter(line -> line.contains(" -> ")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "lite, merge, stage2_in/concat",
    "lightweight, cpm.conv, refinement_stages.0/concat",
    "mobilenet_thin, feat_concat, MConv_Stage2_concat",
    "mobilenet_v2_small, feat_concat, MConv_Stage2_concat",
    "cmu, conv4_4_CPM, concat_stage2",
  })
  void featuresAreWhatStagesShare(String name, String features, String second) {
    Graph graph = Networks.named(name, COCO18);
    List<String> parts = GraphParts.of(graph);
    assertEquals("features", part(graph, parts, features));
    assertEquals("stage 2", part(graph, parts, second));
    assertEquals("trunk", parts.get(0));
    for (int stage = 1; stage <= graph.stages().size(); stage++) {
      assertEquals("stage " + stage, parts.get(graph.stages().get(stage - 1).heat().index()));
    }
    assertEquals(
        List.of(),
        graph.nodes().stream()
            .map(Node::name)
            .filter(node -> part(graph, parts, node).equals(GraphParts.OUTSIDE))
            .filter(node -> !node.equals("concat_stage7"))
            .toList());
  }

  private static String part(Graph graph, List<String> parts, String name) {
    List<String> names = graph.nodes().stream().map(Node::name).collect(Collectors.toList());
    return parts.get(names.indexOf(name));
  }

  @Test
  void graphvizReadsEveryNetwork() throws Exception {
    assumeTrue(hasGraphviz(), "no program 'dot': install Debian's package graphviz");
    List<String> command = new ArrayList<>(List.of("dot", "-Tcanon"));
    int boxes = 0;
    for (String name : names()) {
      Graph graph = Networks.named(name, COCO18);
      Path file = folder.resolve(name + ".dot");
      Files.writeString(file, GraphDrawing.dot(graph, 368, 432));
      command.add(file.toString());
      boxes += DeclaredLayers.of(graph).size() + 1;
    }
    Path read = folder.resolve("read.txt");
    Process dot =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(read.toFile()).start();
    assertEquals(0, dot.waitFor(), Files.readString(read));
    String canonical = Files.readString(read, StandardCharsets.UTF_8);
    assertEquals(names().size(), canonical.split("digraph ", -1).length - 1);
    assertEquals(
        boxes, canonical.lines().filter(line -> line.matches("\\s*n\\d+\\s+\\[.*")).count());
  }

  private static boolean hasGraphviz() throws InterruptedException {
    try {
      return new ProcessBuilder("dot", "-V").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyArrowHasBothItsBoxes(String name) {
    List<String> lines =
        GraphDrawing.dot(Networks.named(name, COCO18), 368, 432)
            .lines()
            .map(String::strip)
            .toList();
    List<String> boxes =
        lines.stream().filter(l -> l.matches("n\\d+ \\[.*")).map(l -> l.split(" ")[0]).toList();
    for (String line : lines) {
      if (line.contains(" -> ")) {
        String[] words = line.split(" ");
        assertTrue(boxes.contains(words[0]) && boxes.contains(words[2]), line);
      }
    }
    assertEquals(boxes.size(), boxes.stream().distinct().count());
  }
}
