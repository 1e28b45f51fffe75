package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.jpose.net.ColourOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From lite's published weights to the fields its authors computed. */
class LiteTest {
  private static final ConversionOptions OPTIONS = ConversionOptions.of("coco18", Shared.COCO18);

  @TempDir private Path folder;
  private Path weights;
  private Path onnx;

  @BeforeEach
  void files() {
    weights = Shared.file("models/lite/lite.safetensors");
    onnx = folder.resolve("lite.onnx");
  }

  private float largestDifference() throws Exception {
    float largest = 0;
    try (OnnxRun run = new OnnxRun(onnx)) {
      for (String photo : Shared.PHOTOS) {
        NpyFile golden = NpyFile.read(Shared.file("vectors/lite/" + photo + "/fields.npy"));
        Shared.Planes image = Shared.planes(Shared.photo(photo), ColourOrder.RGB);
        float difference = golden.difference(run.run(image));
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
