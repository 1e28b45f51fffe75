package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each operation by itself, on grids that no stride divides, against ONNX Runtime. */
class OperationsTest {
  private static final FieldChannels PLANES = new FieldChannels(2, 2);

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntime() {
    return SmallNetworks.parts().entrySet().stream()
        .map(part -> DynamicTest.dynamicTest(part.getKey(), () -> compare(part.getValue())));
  }

  private void compare(SmallNetworks.Part part) throws Exception {
    Graph graph = SmallNetworks.around(part, PLANES);
    Model model = RandomNetworks.model(graph, 3);
    Path file = folder.resolve("part.onnx");
    OnnxExporter.write(
        file, model, new ModelFacts(Skeletons.COCO18, "", "", ""), Precision.FLOAT32);
    try (TorchNetwork network = TorchNetwork.of(model);
        OnnxFields onnx = new OnnxFields(file)) {
      for (int[] size : new int[][] {{16, 20}, {17, 23}, {31, 14}}) {
        ImageBatch images = RandomNetworks.images(5, 2, size[0], size[1]);
        List<FieldBatch> stages = network.evaluate(images);
        assertEquals(0, Differences.largest(onnx.run(images), stages.get(0)), 5e-6);
      }
    }
  }
}
