package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.Backend;
import org.jpose.core.Execution;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.onnx.needs.NetworkNeeds;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks as PyTorch writes them (export.py beside them) are run. */
class ExportedModelTest {
  private static final ModelDescription DESCRIPTION =
      ModelDescription.none().withColour(ColourOrder.RGB).withPixels(1 / 255.0, 0);

  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ExportedModelTest.class.getResourceAsStream("/exported/" + name)) {
      return in.readAllBytes();
    }
  }

  /** Of images of 80x64 pixels. */
  @ParameterizedTest
  @CsvSource({
    "pad-13.onnx, 10, 8",
    "pad-to-fours-17.onnx, 10, 8",
    "scale-11.onnx, 10, 8",
    "grid-9.onnx, 10, 8",
    "split-13.onnx, 10, 8",
    "einsum-13.onnx, 10, 8",
    "assign-13.onnx, 10, 8",
    "attention-17.onnx, 10, 8",
  })
  void fieldsAreAsLargeAsTheNetworkMakesThem(String name, int width, int height)
      throws IOException {
    assertFields(name, 80, width, height);
  }

  @ParameterizedTest
  @CsvSource("sample-17.onnx, 8, 8")
  void ofFixedSize(String name, int width, int height) throws IOException {
    assertFields(name, 64, width, height);
  }

  private void assertFields(String name, int across, int width, int height) throws IOException {
    Path file = Files.write(folder.resolve(name), resource(name));
    try (Backend backend = OnnxBackend.open(file, Execution.cpu(1), DESCRIPTION)) {
      PoseFields fields = backend.run(List.of(TinyModel.image(1, across, 64))).get(0);
      assertEquals(width, fields.width());
      assertEquals(height, fields.height());
    }
  }

  /** Coordinates of each pixel are made of the image's size, and grow with it. */
  @ParameterizedTest
  @CsvSource({"grid-9.onnx", "assign-13.onnx", "pad-to-fours-17.onnx"})
  void largeImagesHaveRoom(String name) throws IOException {
    NetworkNeeds.of(resource(name), name, 64L << 30).check(1, 4000, 6000);
  }
}
