package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.net.FieldChannels;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.convert.WeightsFile;
import org.jpose.weights.convert.WeightsMatch;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PyTorch network with its author's module names, in our graph and in PyTorch itself. */
class LightweightCheckpointTest {
  private static final FieldChannels COCO = new FieldChannels(19, 38);

  @TempDir private Path folder;

  private float[] raw(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".raw")));
    float[] numbers = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  private static void assertClose(float[] expected, float[] found) {
    assertEquals(expected.length, found.length);
    float largest = 0;
    float low = expected[0];
    float high = expected[0];
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - found[i]));
      low = Math.min(low, expected[i]);
      high = Math.max(high, expected[i]);
    }
    System.out.printf("lightweight, PyTorch: difference %s of %s%n", largest, high - low);
    assertTrue(largest < 1e-5 * (high - low), largest + " of " + (high - low));
  }

  @Test
  void ourNetworkWithItsWeightsGivesWhatPyTorchGives() throws Exception {
    DebianPython.run("torch", "python3-torch", "lightweight_checkpoint.py", folder, Path.of("7"));
    Path checkpoint = folder.resolve("checkpoint.pth");
    WeightsMatch match = WeightsFile.read(checkpoint).match(Networks.named("lightweight", COCO));
    assertTrue(match.exact(), match::summary);
    assertEquals(
        List.of(
            "33 left out, counters: module.model.0.1.num_batches_tracked,"
                + " module.model.1.1.num_batches_tracked, module.model.1.4.num_batches_tracked, ..."),
        match.notes());
    Path onnx = folder.resolve("lightweight.onnx");
    ModelConverter.convert(
        checkpoint, onnx, ConversionOptions.defaults().withNetwork("lightweight"));
    try (OnnxRun run = new OnnxRun(onnx)) {
      OnnxRun.Fields fields = run.run(new Photos.Planes(1, 64, 96, raw("image")));
      assertClose(raw("heat"), fields.heat());
      assertClose(raw("pafs"), fields.affinity());
    }
  }
}
