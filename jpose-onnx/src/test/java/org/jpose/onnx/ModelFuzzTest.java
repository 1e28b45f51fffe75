package org.jpose.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.Image;
import org.jpose.onnx.needs.NetworkNeeds;
import org.jpose.testkit.Fuzz;
import org.jpose.weights.proto.onnx.ModelProto;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes in the place of a model give a network that runs, or an error of its own kind. */
@Tag("fuzz")
class ModelFuzzTest {
  @TempDir Path folder;

  /** Without its hash, which hides all else. */
  private byte[] model() throws IOException {
    ModelProto written = ModelProto.parseFrom(Files.readAllBytes(TinyModel.write(folder)));
    return written.toBuilder()
        .removeMetadataProps(written.getMetadataPropsCount() - 1)
        .build()
        .toByteArray();
  }

  @Test
  void whatIsLookedAtBeforeOnnxRuntime() throws IOException {
    Fuzz.of("model-needs", model())
        .declaring(ModelFormatException.class)
        .run(input -> NetworkNeeds.of(input, "it"));
  }

  @Test
  void models() throws IOException {
    Image image = TinyModel.image(1, 32, 32);
    Fuzz.of("model", model())
        .declaring(ModelFormatException.class)
        .declaring(IllegalArgumentException.class)
        .declaring(IllegalStateException.class)
        .run(
            input -> {
              try (OnnxBackend backend = OnnxBackend.open(input, "it", 1)) {
                backend.run(List.of(image));
              }
            });
  }
}
