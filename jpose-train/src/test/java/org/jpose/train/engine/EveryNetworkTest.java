package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every network in two engines: libtorch runs the graph itself, ONNX Runtime our export of it. The
 * table goes to {@code target/network-differences.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryNetworkTest {
  private static final ModelFacts FACTS = new ModelFacts(Skeletons.COCO18, "random", "", "");
  private static final double ENGINES = 1e-4;

  @TempDir private Path folder;
  private final List<String> rows = new ArrayList<>();

  private static Graph network(String name) {
    int heat = Skeletons.COCO18.heatChannels();
    return Networks.named(name, new FieldChannels(heat, Skeletons.COCO18.affinityChannels()));
  }

  private static List<ImageBatch> batches(Graph graph) {
    int step = graph.multiple();
    int wide = graph.name().equals("cmu") ? 5 : 9;
    return List.of(
        RandomNetworks.images(1, 1, 4 * step, 6 * step),
        RandomNetworks.images(2, 3, 4 * step, 6 * step),
        RandomNetworks.images(3, 1, 6 * step, wide * step),
        RandomNetworks.images(4, 3, 6 * step, wide * step));
  }

  @ParameterizedTest
  @CsvSource({
    "base, 1e-5, 0.02",
    "lite, 1e-5, 0.01",
    "lightweight, 5e-5, 0.05",
    "mobilenet_thin, 5e-5, 0.02",
    "mobilenet_fast, 5e-5, 0.02",
    "mobilenet_accurate, 5e-5, 0.02",
    "mobilenet_2018, 5e-5, 0.02",
    "mobilenet_2018_fast, 5e-5, 0.02",
    "mobilenet_2018_accurate, 5e-5, 0.02",
    "mobilenet_v2_large, 1e-4, 0.1",
    "mobilenet_v2_1.4_0.5, 1e-4, 0.1",
    "mobilenet_v2_1.0_1.0, 1e-4, 0.1",
    "mobilenet_v2_1.0_0.75, 1e-4, 0.1",
    "mobilenet_v2_1.0_0.5, 1e-4, 0.1",
    "mobilenet_v2_0.75_0.75, 1e-4, 0.1",
    "mobilenet_v2_small, 1e-4, 0.1",
    "mobilenet_v2_0.35_0.25, 1e-4, 0.1",
    "cmu, 0, 0.001",
    "dsconv, 5e-5, 0.03",
  })
  void enginesAgree(String name, double foldingBound, double halfBound) throws Exception {
    Model model = RandomNetworks.model(network(name), 7);
    Model folded = BatchNormFolding.fold(model.pruned());
    List<ImageBatch> batches = batches(model.graph());
    List<FieldBatch> expected = torch(model, batches);
    for (FieldBatch fields : expected) {
      assertTrue(Differences.varying(fields) > 0.9, name + ": planes are constant");
    }
    List<FieldBatch> exported = onnx(folded, Precision.FLOAT32, batches);
    double engines = largest(expected, exported);
    double folding = largest(expected, torch(folded, batches));
    List<ImageBatch> one = batches.subList(0, 1);
    double half = largest(exported.subList(0, 1), onnx(folded, Precision.FLOAT16, one));
    rows.add(
        String.format(Locale.ROOT, "| %s | %.1e | %.1e | %.1e |", name, engines, folding, half));
    assertTrue(engines < ENGINES, name + ": engines differ by " + engines);
    assertTrue(folding <= foldingBound, name + ": folding changes by " + folding);
    assertTrue(half > 0 && half < halfBound, name + ": float16 changes by " + half);
  }

  @Test
  void everyNamedNetworkIsCompared() throws NoSuchMethodException {
    String[] rows =
        EveryNetworkTest.class
            .getDeclaredMethod("enginesAgree", String.class, double.class, double.class)
            .getAnnotation(CsvSource.class)
            .value();
    Set<String> compared = new HashSet<>();
    for (String row : rows) {
      compared.add(row.split(",")[0]);
    }
    assertTrue(compared.containsAll(Networks.names()), "not compared: some of " + Networks.names());
  }

  @ParameterizedTest
  @CsvSource({"26, 52", "17, 30", "18, 38", "4, 4"})
  void enginesAgreeForOtherSkeletons(int heat, int affinity) throws Exception {
    FieldChannels planes = new FieldChannels(heat, affinity);
    for (String name : List.of("lite", "mobilenet_fast", "lightweight")) {
      Model model = RandomNetworks.model(Networks.named(name, planes), 7);
      List<ImageBatch> one = batches(model.graph()).subList(0, 1);
      List<FieldBatch> expected = torch(model, one);
      List<FieldBatch> exported = onnx(BatchNormFolding.fold(model), Precision.FLOAT32, one);
      assertEquals(planes, exported.get(0).planes());
      assertTrue(largest(expected, exported) < ENGINES, name);
    }
  }

  private static double largest(List<FieldBatch> expected, List<FieldBatch> found) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Differences.largest(expected.get(i), found.get(i)));
    }
    return largest;
  }

  private static List<FieldBatch> torch(Model model, List<ImageBatch> batches) {
    try (TorchNetwork network = TorchNetwork.of(model)) {
      List<FieldBatch> results = new ArrayList<>();
      for (ImageBatch images : batches) {
        List<FieldBatch> stages = network.evaluate(images);
        results.add(stages.get(stages.size() - 1));
      }
      return results;
    }
  }

  private List<FieldBatch> onnx(Model model, Precision precision, List<ImageBatch> batches)
      throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(file, model, FACTS, precision);
    try (OnnxFields fields = new OnnxFields(file)) {
      List<FieldBatch> results = new ArrayList<>();
      for (ImageBatch images : batches) {
        results.add(fields.run(images));
      }
      return results;
    }
  }

  @AfterAll
  void writeTable() throws IOException {
    List<String> table = new ArrayList<>();
    table.add("| network | engines | folding | float16 |");
    table.add("| --- | --- | --- | --- |");
    table.addAll(rows);
    Files.write(Path.of("target/network-differences.md"), table);
  }
}
