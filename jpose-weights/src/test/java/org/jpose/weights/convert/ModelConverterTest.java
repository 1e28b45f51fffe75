package org.jpose.weights.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.net.FieldChannels;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.MadeUpSkeletons;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.onnx.OnnxRun;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConverterTest {
  private static final FieldChannels PLANES = new FieldChannels(2, 2);
  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults().withSkeleton(MadeUpSkeletons.of("pair", PLANES));

  @TempDir private Path folder;

  private Path weights(Map<String, String> metadata) throws IOException {
    Model model = RandomModels.weighted(Networks.named("lite", PLANES), 4);
    Path file = folder.resolve("w.safetensors");
    Map<String, Tensor> tensors = model.weights().tensors();
    Safetensors.write(file, new Weights("", metadata, tensors), Precision.FLOAT16);
    return file;
  }

  private Path out() {
    return folder.resolve("out.onnx");
  }

  private String refused(Path in, ConversionOptions options) {
    String message =
        assertThrows(RuntimeException.class, () -> ModelConverter.convert(in, out(), options))
            .getMessage();
    assertFalse(Files.exists(out()));
    return message;
  }

  @Test
  void metadataNamesTheNetwork() throws Exception {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", "lite");
    metadata.put("skeleton", "pair");
    metadata.put("colour", "BGR");
    ConversionReport report = ModelConverter.convert(weights(metadata), out(), OPTIONS);
    assertEquals(Files.size(out()), report.bytes());
    try (OnnxRun run = new OnnxRun(out())) {
      assertEquals("bgr", run.metadata().get("jpose.colour"));
      assertEquals("lite", run.metadata().get("jpose.network"));
    }
  }

  @Test
  void anOptionNamesTheNetworkWhereTheFileDoesNot() throws Exception {
    Path in = weights(Map.of());
    String message = refused(in, OPTIONS);
    assertTrue(
        message.startsWith(in + ": does not say which network it is for; name one of base, lite, "),
        message);
    assertEquals("lite", ModelConverter.convert(in, out(), OPTIONS.withNetwork("lite")).network());
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws Exception {
    String message = refused(weights(Map.of()), OPTIONS.withNetwork("mobilenet_thin"));
    assertTrue(message.contains("missing Conv2d_0.weight [24, 3, 3, 3]; "), message);
    assertTrue(message.contains(" more; is it of another network"), message);
  }

  @Test
  void weightsForAnotherSkeletonAreRefused() throws Exception {
    Path in = weights(Map.of("network", "lite", "skeleton", "coco18"));
    assertEquals(
        in + ": is for skeleton coco18, expected pair; convert it with that skeleton",
        refused(in, OPTIONS));
    String message = refused(in, ConversionOptions.defaults());
    assertTrue(
        message.contains("stage1_out.weight has shape [4, 96, 1, 1], expected [57, 96, 1, 1]"),
        message);
  }

  @Test
  void unknownColourIsRefused() throws Exception {
    Path in = weights(Map.of("network", "lite", "colour", "grey"));
    assertEquals(in + ": colour order is 'grey', expected RGB or BGR", refused(in, OPTIONS));
  }

  @Test
  void optionsThatContradictTheNetworkAreRefused() throws Exception {
    Path in = weights(Map.of("network", "lite"));
    assertEquals(
        in + ": stride 4 was asked for, its network has 8; leave the option out",
        refused(in, OPTIONS.withStride(4)));
  }

  @Test
  void unknownKindsListTheSupportedOnes() throws IOException {
    Path unknown = Files.writeString(folder.resolve("model.h5"), "no weights");
    assertEquals(
        unknown
            + ": cannot read this kind of file; supported: .pb, .safetensors, .npy, .npz, .pth,"
            + " .caffemodel, .onnx, TensorFlow checkpoints (.index)",
        refused(unknown, OPTIONS));
    Path in = Path.of("model.pb");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelConverter.convert(in, Path.of("model.tflite"), OPTIONS))
            .getMessage();
    assertEquals(
        "model.tflite: cannot write this kind of file; supported: .onnx, .safetensors", message);
  }

  @Test
  void missingFileIsNamed() {
    Path in = folder.resolve("none.pb");
    IOException e =
        assertThrows(IOException.class, () -> ModelConverter.convert(in, out(), OPTIONS));
    assertEquals(in + ": no such file", e.getMessage());
  }

  @Test
  void anExistingFolderIsNotReplaced() throws Exception {
    Path in = weights(Map.of("network", "lite"));
    Files.createDirectory(out());
    FileException e =
        assertThrows(FileException.class, () -> ModelConverter.convert(in, out(), OPTIONS));
    assertEquals(out() + ": is a folder; give the name of a file to write", e.getMessage());
  }

  @Test
  void damagedWeightsGiveAFormatError() throws IOException {
    Path in = Files.write(folder.resolve("bad.safetensors"), new byte[20]);
    assertThrows(ModelFormatException.class, () -> ModelConverter.convert(in, out(), OPTIONS));
  }
}
