package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.jpose.core.image.ColourOrder;
import org.jpose.testkit.Npy;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.convert.ConversionReport;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the published weights of jpose's own networks to the fields their authors computed. */
class OwnNetworksTest {
  private static final ConversionOptions OPTIONS = ConversionOptions.defaults();

  @TempDir private Path folder;

  private Path onnx() {
    return folder.resolve("network.onnx");
  }

  private ConversionReport convert(String network, ConversionOptions options) throws Exception {
    Path weights = SharedFolder.require("models/%s/%s.safetensors".formatted(network, network));
    return ModelConverter.convert(weights, onnx(), options);
  }

  private float largestDifference(String network, String inputs) throws Exception {
    float largest = 0;
    try (OnnxRun run = new OnnxRun(onnx())) {
      for (String photo : Photos.PHOTOS) {
        Npy golden =
            Npy.read(SharedFolder.require("vectors/%s/%s/fields.npy".formatted(network, photo)));
        Path input = SharedFolder.require("vectors/%s/%s/input.png".formatted(inputs, photo));
        Photos.Planes image = Photos.planes(input, ColourOrder.RGB);
        float difference = FieldDifference.largest(golden, run.run(image));
        System.out.println(network + ", " + photo + ": largest difference " + difference);
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"base, base, 5.40e6", "lite, tfpose_v2_small, 1.96e6"})
  void fieldsEqualTheGoldens(String network, String inputs, double parameters) throws Exception {
    ConversionReport report = convert(network, OPTIONS);
    assertEquals(network, report.network());
    assertEquals(parameters, report.parameters(), 0.01e6);
    assertTrue(largestDifference(network, inputs) < 2e-3f);
  }

  @ParameterizedTest
  @CsvSource({"base, base, 11000000", "lite, tfpose_v2_small, 4000000"})
  void halfPrecisionIsNear(String network, String inputs, long bytes) throws Exception {
    ConversionReport report = convert(network, OPTIONS.withPrecision(Precision.FLOAT16));
    assertTrue(report.bytes() < bytes, report.toString());
    assertTrue(largestDifference(network, inputs) < 2e-2f);
  }
}
