package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.Backend;
import org.jpose.core.ModelFormatException;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks for other skeletons than COCO-18, from weights to fields. */
class SkeletonNetworksTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "lite, body25",
    "lite, mpii",
    "lite, coco17",
    "lightweight, body25",
    "lightweight, coco17",
    "mobilenet_v2_small, body25",
    "mobilenet_fast, mpii",
  })
  void convertsLoadsAndRuns(String name, String skeletonName) throws Exception {
    Skeleton skeleton = Skeletons.named(skeletonName);
    Path weights = folder.resolve("random.safetensors");
    Graph graph = Networks.named(name, skeleton);
    Safetensors.write(weights, InitialWeights.of(graph, 1).weights(), Precision.FLOAT32);
    Path file = folder.resolve("model.onnx");
    Program.run("convert", weights, "--network", name, "--skeleton", skeletonName, "--out", file)
        .succeeds();
    try (Backend backend = OnnxBackend.open(file, 1)) {
      assertEquals(skeleton, backend.info().skeleton());
      Image image = Image.wrap(48, 32, ColourOrder.RGB, new byte[48 * 32 * 3]);
      PoseFields fields = backend.run(List.of(image)).get(0);
      int cells = 48 * 32 / graph.stride() / graph.stride();
      assertEquals(skeleton.heatChannels() * cells, fields.heat().length);
      assertEquals(skeleton.affinityChannels() * cells, fields.affinity().length);
    }
    List<String> shown = Program.run("models", "show", file).succeeds().out().lines().toList();
    assertTrue(shown.contains("skeleton    " + skeletonName), shown::toString);
    String grid = "h/" + graph.stride() + ", w/" + graph.stride() + "]";
    assertTrue(
        shown.contains("output      heat [n, " + skeleton.heatChannels() + ", " + grid),
        shown::toString);
  }

  @Test
  void weightsOfAnotherSkeletonAreRefused() throws Exception {
    Path weights = folder.resolve("feet.safetensors");
    Graph feet = Networks.named("lite", Skeletons.BODY25);
    Safetensors.write(weights, InitialWeights.of(feet, 1).weights(), Precision.FLOAT32);
    Program run =
        Program.run("convert", weights, "--network=lite", "--out", folder.resolve("m.onnx"));
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(
        run.err().contains("stage1_out.weight has shape [78, 96, 1, 1], expected [57, 96, 1, 1]"),
        run.err());
  }

  @Test
  void modelsThatClaimAnotherSkeletonAreRefused() throws Exception {
    assertEquals(
        "model.onnx: output 'heat' has 26 channels, skeleton coco18 needs 19; was it exported for"
            + " another skeleton?",
        refusal(Skeletons.BODY25, Skeletons.COCO18));
  }

  private String refusal(Skeleton skeleton, Skeleton claimed) throws Exception {
    Path file = folder.resolve("model.onnx");
    ModelFacts facts = new ModelFacts(claimed, "", "", "");
    OnnxExporter.write(
        file, InitialWeights.of(Networks.named("lite", skeleton), 1), facts, Precision.FLOAT32);
    return assertThrows(ModelFormatException.class, () -> OnnxBackend.open(file, 1))
        .getMessage()
        .replace(folder + "/", "");
  }
}
