package org.jpose.net.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Cost;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.net.Parameters;
import org.jpose.net.Shape;
import org.jpose.net.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworksTest {
  private static final FieldChannels COCO18 = new FieldChannels(19, 38);

  static List<String> names() {
    return Networks.names();
  }

  @ParameterizedTest
  @CsvSource({
    "cmu, 52311446",
    "dsconv, 2553136",
    "mobilenet_thin, 1930872",
    "mobilenet_fast, 1180080",
    "mobilenet_accurate, 4366848",
    "mobilenet_2018, 2189789",
    "mobilenet_2018_fast, 860341",
    "mobilenet_2018_accurate, 2833669",
  })
  void parametersEqualThePublishedNetworks(String name, long parameters) {
    assertEquals(parameters, Cost.of(Networks.named(name, COCO18), 368, 432).parameters());
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_2018, 2038493",
    "mobilenet_2018_fast, 792245",
    "mobilenet_2018_accurate, 2566405",
  })
  void pruningLeavesUnusedLayersOut(String name, long parameters) {
    Graph pruned = Networks.named(name, COCO18).pruned();
    assertEquals(parameters, Cost.of(pruned, 368, 432).parameters());
    assertEquals(1, pruned.stages().size());
  }

  @Test
  void liteCostsWhatItsReadmeSays() {
    Cost cost = Cost.of(Networks.named("lite", COCO18), 368, 432);
    assertEquals(1.96e6, cost.parameters(), 0.005e6);
    assertEquals(2.86e9, cost.macs(), 0.005e9);
  }

  @Test
  void baseCostsWhatItsReadmeSays() {
    Cost cost = Cost.of(Networks.named("base", COCO18), 368, 432);
    assertEquals(5.40e6, cost.parameters(), 0.01e6);
    assertEquals(3.75e9, cost.macs(), 0.01e9);
  }

  @ParameterizedTest
  @MethodSource("names")
  void gridIsImageSizeByStride(String name) {
    Graph graph = Networks.named(name, COCO18);
    int height = 3 * graph.multiple();
    int width = 7 * graph.multiple();
    List<Shape> shapes = graph.shapes(height, width);
    for (Stage stage : graph.stages()) {
      assertEquals(
          new Shape(19, height / graph.stride(), width / graph.stride()),
          shapes.get(stage.heat().index()));
      assertEquals(
          new Shape(38, height / graph.stride(), width / graph.stride()),
          shapes.get(stage.affinity().index()));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void otherSkeletonsChangeOnlyTheFields(String name) {
    Graph graph = Networks.named(name, new FieldChannels(26, 52));
    List<Shape> shapes = graph.shapes(graph.multiple() * 4, graph.multiple() * 4);
    assertEquals(26, shapes.get(graph.result().heat().index()).channels());
    assertEquals(52, shapes.get(graph.result().affinity().index()).channels());
  }

  @Test
  void oddSizesFollowTheSameRule() {
    Graph graph = Networks.named("mobilenet_thin", COCO18);
    List<Shape> shapes = graph.shapes(61, 83);
    assertEquals(new Shape(24, 31, 42), shapes.get(1));
    assertEquals(new Shape(19, 8, 11), shapes.get(graph.result().heat().index()));
  }

  @Test
  void sizesTooOddForANetworkAreRefused() {
    Graph graph = Networks.named("mobilenet_2018", COCO18);
    String message =
        assertThrows(IllegalArgumentException.class, () -> graph.shapes(60, 84)).getMessage();
    assertTrue(message.startsWith("node 'feat_concat': inputs "), message);
  }

  @Test
  void parametersAreNamedAfterTheirNodes() {
    Map<String, List<Integer>> shapes = Parameters.shapes(Networks.named("lite", COCO18));
    assertEquals(List.of(24, 3, 3, 3), shapes.get("conv0.weight"));
    assertEquals(List.of(24, 1, 3, 3), shapes.get("block1_depthwise.weight"));
    assertEquals(List.of(96, 153, 1, 1), shapes.get("stage2_in.weight"));
    assertEquals(List.of(96), shapes.get("stage2_in.bn.var"));
    assertEquals(List.of(57), shapes.get("stage2_out.bias"));
  }

  @Test
  void aSkeletonSaysHowManyPlanesThereAre() {
    assertEquals(COCO18, FieldChannels.of(Skeletons.COCO18));
    Graph lite = Networks.named("lite", Skeletons.COCO18);
    assertEquals(Networks.named("lite", COCO18), lite);
    assertEquals(Optional.of(lite), Networks.find("lite", Skeletons.COCO18));
    assertEquals(Optional.empty(), Networks.find("mobilenet_thim", Skeletons.COCO18));
  }

  @Test
  void unknownNameSuggestsTheNearOne() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Networks.named("mobilenet_thim", COCO18))
            .getMessage();
    assertTrue(
        message.startsWith("no network 'mobilenet_thim'; did you mean mobilenet_thin?"), message);
    assertTrue(message.contains("dsconv"), message);
  }

  @Test
  void aNameThatIsNearNoneHasNoSuggestion() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Networks.named("nosuch", COCO18))
            .getMessage();
    assertTrue(message.startsWith("no network 'nosuch'. Known: base, lite, "), message);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2_w1.4_r1.0, mobilenet_v2_large",
    "mobilenet_v2_0.5_0.50, mobilenet_v2_small",
    "mobilenet_0.75_0.5, mobilenet_thin",
    "MobileNet_2018_1_1, mobilenet_2018_accurate",
    "mobilenet_v2_w1.4_r0.5, mobilenet_v2_1.4_0.5",
    "mobilenet_0.6_1.25, mobilenet_0.6_1.25",
  })
  void widthsAreNames(String name, String canonical) {
    Graph graph = Networks.named(name, COCO18);
    assertEquals(canonical, graph.name());
    assertEquals(graph, Networks.named(canonical, COCO18));
  }

  @Test
  void widthsScaleTrunkAndHeadsApart() {
    Map<String, List<Integer>> shapes =
        Parameters.shapes(Networks.named("mobilenet_v2_0.35_2", COCO18));
    assertEquals(List.of(16, 3, 3, 3), shapes.get("MobilenetV2/Conv.weight"));
    assertEquals(List.of(256, 256, 1, 1), shapes.get("MConv_Stage2_L1_2_pointwise.weight"));
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2_0.05_1, 0.05",
    "mobilenet_9_1, 9",
    "mobilenet_2018_1_4.01, 4.01",
  })
  void widthsOutOfBoundsAreRefused(String name, String width) {
    assertEquals(
        "network '" + name + "': width " + width + ", must be from 0.1 to 4.0",
        assertThrows(IllegalArgumentException.class, () -> Networks.named(name, COCO18))
            .getMessage());
  }

  @Test
  void lightweightIsItsAuthors() {
    Graph graph = Networks.named("lightweight", COCO18);
    Cost cost = Cost.of(graph, 368, 368);
    assertEquals(4.1e6, cost.parameters(), 0.05e6, "as the abstract says");
    assertEquals(
        9e9, cost.macs(), 0.15e9, "the abstract counts multiply-accumulates as its GFLOPs");
    assertEquals(2, graph.stages().size());
  }

  @ParameterizedTest
  @CsvSource({
    "base, pyramid4_pointwise",
    "lite, block13_pointwise",
    "lightweight, model.11.pointwise",
    "mobilenet_thin, Conv2d_11_pointwise",
    "mobilenet_2018, Conv2d_8_pointwise",
    "mobilenet_v2_small, base/layer_14/output",
    "cmu, conv4_2",
    "dsconv, conv4_2_pointwise",
  })
  void trunkEndsWhereTheClassifierWasCutOff(String name, String last) {
    List<Node> trunk = Networks.named(name, COCO18).trunk();
    assertEquals(last, trunk.get(trunk.size() - 1).name());
  }

  @Test
  void aliasesAreKnown() {
    assertEquals("mobilenet_thin", Networks.named("MobileNet", COCO18).name());
    assertEquals("cmu", Networks.named("openpose", COCO18).name());
  }
}
