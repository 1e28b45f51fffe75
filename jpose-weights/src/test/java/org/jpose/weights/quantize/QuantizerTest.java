package org.jpose.weights.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jpose.core.ModelFileHash;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.architecture.Networks;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Photos;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Weights;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.onnx.OnnxRun;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks in 8 bits against themselves in 32. */
class QuantizerTest {
  private static final ModelFacts FACTS = new ModelFacts(Skeletons.COCO18, "test", "none", "");

  @TempDir private Path folder;

  private void calibrate(Quantizer quantizer, List<Photos.Planes> images) throws Exception {
    Path probe = folder.resolve("probe.onnx");
    Files.write(probe, quantizer.probe());
    try (OnnxRun run = new OnnxRun(probe)) {
      for (Photos.Planes image : images) {
        run.show(
            image,
            (name, numbers) -> {
              if (quantizer.values().contains(name)) {
                quantizer.observe(name, numbers);
              }
            });
      }
    }
  }

  private Path write(Quantizer quantizer, String name) throws Exception {
    Path file = folder.resolve(name);
    quantizer.write(file, Set.of());
    return file;
  }

  private Path float32(Model model) throws Exception {
    Path file = folder.resolve("float32.onnx");
    OnnxExporter.write(file, model, FACTS, Precision.FLOAT32);
    return file;
  }

  /** Root of the mean squared difference, in parts of the root of the mean square. */
  private static double error(OnnxRun.Fields expected, OnnxRun.Fields found) {
    double difference = 0;
    double square = 0;
    for (int i = 0; i < expected.heat().length; i++) {
      difference += Math.pow(expected.heat()[i] - found.heat()[i], 2);
      square += Math.pow(expected.heat()[i], 2);
    }
    return Math.sqrt(difference / square);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyOperationIsNearItsFloatSelf(long seed) throws Exception {
    Model model = BatchNormFolding.fold(RandomModels.model(seed).pruned());
    Quantizer quantizer = new Quantizer(model, FACTS);
    Photos.Planes image = RandomModels.image(seed, 1, 32, 48);
    calibrate(quantizer, List.of(image));
    try (OnnxRun expected = new OnnxRun(float32(model));
        OnnxRun found = new OnnxRun(write(quantizer, "int8.onnx"))) {
      double error = error(expected.run(image), found.run(image));
      assertTrue(error < 0.1, "seed " + seed + ": relative error " + error);
      assertTrue(error > 0, "seed " + seed + ": nothing was rounded");
    }
  }

  @Test
  void publishedNetworkKeepsItsFieldsAtAQuarterOfTheSize() throws Exception {
    Weights weights = Safetensors.read(SharedFolder.require("models/lite/lite.safetensors"));
    Model model =
        BatchNormFolding.fold(new Model(Networks.named("lite", Photos.COCO18), weights).pruned());
    Quantizer quantizer = new Quantizer(model, FACTS);
    Photos.Planes image = Photos.planes(Photos.photo("p1"), ColourOrder.RGB);
    Photos.Planes other = Photos.planes(Photos.photo("ski"), ColourOrder.RGB);
    calibrate(quantizer, List.of(other));
    Path float32 = float32(model);
    Path int8 = write(quantizer, "int8.onnx");
    assertTrue(Files.size(int8) < 0.3 * Files.size(float32), Files.size(int8) + " bytes");
    try (OnnxRun expected = new OnnxRun(float32);
        OnnxRun found = new OnnxRun(int8)) {
      assertEquals(withoutHash(expected.metadata()), withoutHash(found.metadata()));
      double error = error(expected.run(image), found.run(image));
      System.out.println("lite in int8, calibrated on another photo: relative error " + error);
      assertTrue(error < 0.1, "relative error " + error);
    }
  }

  @Test
  void sameNumbersGiveSameBytes() throws Exception {
    Model model = BatchNormFolding.fold(RandomModels.model(3).pruned());
    byte[][] files = new byte[2][];
    for (int i = 0; i < files.length; i++) {
      Quantizer quantizer = new Quantizer(model, FACTS);
      calibrate(quantizer, List.of(RandomModels.image(1, 1, 16, 16)));
      files[i] = Files.readAllBytes(write(quantizer, i + ".onnx"));
    }
    assertArrayEquals(files[0], files[1]);
  }

  @Test
  void refusesWhatItCannotKnow() {
    Model model = BatchNormFolding.fold(RandomModels.model(3).pruned());
    Quantizer quantizer = new Quantizer(model, FACTS);
    Path file = folder.resolve("never.onnx");
    IllegalStateException never =
        assertThrows(IllegalStateException.class, () -> quantizer.write(file, Set.of()));
    assertTrue(never.getMessage().contains("was never observed"), never.getMessage());
    assertFalse(Files.exists(file));
    FloatBuffer numbers = FloatBuffer.wrap(new float[] {1});
    assertThrows(IllegalArgumentException.class, () -> quantizer.observe("nothing", numbers));
    FloatBuffer bad = FloatBuffer.wrap(new float[] {Float.NaN});
    String value = quantizer.values().get(0);
    assertThrows(IllegalArgumentException.class, () -> quantizer.observe(value, bad));
  }

  /** What the worst operation costs is less in float; all in float is the model itself. */
  @Test
  void theWorstOperationsAreFoundAndLeftInFloat() throws Exception {
    Model model = BatchNormFolding.fold(RandomModels.model(3).pruned());
    Quantizer quantizer = new Quantizer(model, FACTS);
    Photos.Planes image = RandomModels.image(1, 1, 32, 48);
    calibrate(quantizer, List.of(image));
    OnnxRun.Fields expected = fields(float32(model), image);
    List<Quantizer.Sensitivity> found =
        quantizer.sensitivities(bytes -> fields(written(bytes), image).heat());
    assertEquals(
        Set.copyOf(quantizer.operations()),
        found.stream().map(Quantizer.Sensitivity::operation).collect(Collectors.toSet()));
    for (int i = 1; i < found.size(); i++) {
      assertTrue(found.get(i - 1).error() >= found.get(i).error());
    }
    Set<String> all = Set.copyOf(quantizer.operations());
    assertEquals(0, error(expected, fields(written(quantizer.model(all)), image)), 1e-6);
    double without =
        error(expected, fields(written(quantizer.model(Set.of(found.get(0).operation()))), image));
    double with = error(expected, fields(written(quantizer.model(Set.of())), image));
    assertTrue(without < with, without + " is not less than " + with);
  }

  private Path written(byte[] model) {
    try {
      return Files.write(folder.resolve("some.onnx"), model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OnnxRun.Fields fields(Path model, Photos.Planes image) {
    try (OnnxRun run = new OnnxRun(model)) {
      return run.run(image);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void zeroIsAStep() {
    QuantizedRange range = new QuantizedRange(-1, 3);
    assertEquals(64, range.zero());
    assertEquals(4f / 255, range.step());
    assertEquals(0, new QuantizedRange(0, 0).zero());
    assertEquals(new QuantizedRange(-2, 3), range.with(new QuantizedRange(-2, 1)));
  }

  private static Map<String, String> withoutHash(Map<String, String> metadata) {
    Map<String, String> others = new HashMap<>(metadata);
    others.remove(ModelFileHash.KEY);
    return others;
  }
}
