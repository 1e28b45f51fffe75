package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jpose.core.ModelFileHash;
import org.jpose.core.ModelFormatException;
import org.jpose.testkit.Seeds;
import org.jpose.weights.onnx.OnnxFileWriter;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bit of a file that jpose wrote is wrong, somebody notices. */
class DamagedNumbersTest {
  private static final ModelProto MODEL =
      ModelProto.newBuilder()
          .setIrVersion(8)
          .setGraph(
              GraphProto.newBuilder().setName("x").addNode(NodeProto.newBuilder().setName("n")))
          .addMetadataProps(
              StringStringEntryProto.newBuilder().setKey("jpose.colour").setValue("rgb"))
          .build();

  @TempDir Path folder;

  static LongStream seeds() {
    return Seeds.sixty();
  }

  private byte[] model() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxFileWriter.write(file, MODEL);
    return Files.readAllBytes(file);
  }

  @Test
  void theFileIsStillTheModelAndCarriesOneHash() throws IOException {
    byte[] once = model();
    ModelProto read = ModelProto.parseFrom(once);
    assertEquals(2, read.getMetadataPropsCount());
    assertEquals(MODEL.getGraph(), read.getGraph());
    ModelFileHash.check(once, "it");
    OnnxFileWriter.write(folder.resolve("again.onnx"), read);
    assertEquals(-1, Files.mismatch(folder.resolve("model.onnx"), folder.resolve("again.onnx")));
  }

  @Test
  void everyWrongBitIsNoticed() throws IOException {
    byte[] whole = model();
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int key = text.indexOf(ModelFileHash.KEY);
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        // Who reads a file without a hash, or no ONNX file at all, finds the rest as it was, or
        // nothing.
        boolean ofTheHashsName = at >= key - 4 && at < key + ModelFileHash.KEY.length() + 2;
        if (!ofTheHashsName && isOutermostWhole(damaged)) {
          ModelFormatException refusal =
              assertThrows(
                  ModelFormatException.class,
                  () -> ModelFileHash.check(damaged, "it"),
                  "byte " + at + ", bit " + bit);
          assertTrue(refusal.getMessage().startsWith("it: is damaged"), refusal.getMessage());
        }
      }
    }
  }

  private static boolean isOutermostWhole(byte[] file) {
    try {
      return ModelProto.parseFrom(file).getMetadataPropsList().stream()
          .anyMatch(entry -> entry.getKey().equals(ModelFileHash.KEY));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void filesOfOtherProgramsNeedNoHash() {
    ModelFileHash.check(MODEL.toByteArray(), "theirs");
    ModelFileHash.check(new byte[0], "empty");
    ModelFileHash.check("no ONNX at all".getBytes(StandardCharsets.UTF_8), "text");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aDamagedTensorIsNamed(long seed) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("first", new Tensor(List.of(3), new float[] {1, 2, 3}));
    tensors.put("second", new Tensor(List.of(2, 2), new float[] {4, 5, 6, 7}));
    Path file = folder.resolve("weights.safetensors");
    Weights weights = new Weights("it", Map.of("network", "n"), tensors);
    Safetensors.write(file, weights, Precision.FLOAT32);
    assertEquals(Map.of("network", "n"), Safetensors.read(file).metadata());
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(seed);
    int at = bytes.length - 1 - random.nextInt(7 * Float.BYTES);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
    ModelFormatException refusal =
        assertThrows(ModelFormatException.class, () -> Safetensors.read(file));
    String name = at >= bytes.length - 4 * Float.BYTES ? "second" : "first";
    assertEquals(
        file
            + ": tensor '"
            + name
            + "' is damaged: its checksum is not the one it was written with",
        refusal.getMessage());
  }
}
