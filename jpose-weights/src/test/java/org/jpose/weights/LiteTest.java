package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.jpose.net.ColourOrder;
import org.jpose.testkit.Npy;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From lite's published weights to the fields its authors computed. */
class LiteTest {
  private static final ConversionOptions OPTIONS = ConversionOptions.defaults();

  @TempDir private Path folder;
  private Path weights;
  private Path onnx;

  @BeforeEach
  void files() {
    weights = SharedFolder.require("models/lite/lite.safetensors");
    onnx = folder.resolve("lite.onnx");
  }

  private float largestDifference() throws Exception {
    float largest = 0;
    try (OnnxRun run = new OnnxRun(onnx)) {
      for (String photo : Photos.PHOTOS) {
        Npy golden = Npy.read(SharedFolder.require("vectors/lite/" + photo + "/fields.npy"));
        Photos.Planes image = Photos.planes(Photos.photo(photo), ColourOrder.RGB);
        float difference = FieldDifference.largest(golden, run.run(image));
        System.out.println("lite, " + photo + ": largest difference " + difference);
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  @Test
  void fieldsEqualTheGoldens() throws Exception {
    ConversionReport report = ModelConverter.convert(weights, onnx, OPTIONS);
    assertEquals("lite", report.network());
    assertEquals(1.96e6, report.parameters(), 0.005e6);
    assertTrue(largestDifference() < 2e-3f);
  }

  @Test
  void halfPrecisionIsNear() throws Exception {
    ConversionReport report =
        ModelConverter.convert(weights, onnx, OPTIONS.withPrecision(Precision.FLOAT16));
    assertTrue(report.bytes() < 4_000_000, report.toString());
    assertTrue(largestDifference() < 2e-2f);
  }
}
