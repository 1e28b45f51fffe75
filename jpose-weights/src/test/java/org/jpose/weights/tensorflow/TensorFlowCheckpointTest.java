package org.jpose.weights.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jpose.core.ModelFormatException;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.Model;
import org.jpose.weights.Photos;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that TensorFlow writes. */
class TensorFlowCheckpointTest {
  @TempDir private Path folder;

  private Path prefix() {
    return folder.resolve("model-146000");
  }

  private static Map<String, Tensor> small() {
    return RandomModels.model(3).weights().tensors();
  }

  private static void requireSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertEquals(tensor.shape(), found.get(name).shape(), name);
          assertArrayEquals(tensor.data(), found.get(name).data(), name);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_thin", "mobilenet_2018", "mobilenet_v2_small", "cmu"})
  void networksComeBackAsTensorFlowWroteThem(String network) throws IOException {
    Model model = RandomModels.weighted(Networks.named(network, Photos.COCO18), 1);
    TensorFlowEngine.save(prefix(), List.of(model.weights().tensors()));
    requireSame(model.weights().tensors(), TensorFlowCheckpoint.read(prefix()).tensors());
  }

  @Test
  void severalShardsAreOneCheckpoint() throws IOException {
    Map<String, Tensor> even = new LinkedHashMap<>();
    Map<String, Tensor> odd = new LinkedHashMap<>();
    small().forEach((name, tensor) -> (name.hashCode() % 2 == 0 ? even : odd).put(name, tensor));
    TensorFlowEngine.save(prefix(), List.of(even, odd, Map.of("last", Tensor.vector(1, 2))));
    assertTrue(Files.exists(folder.resolve("model-146000.data-00002-of-00003")));
    Map<String, Tensor> expected = new LinkedHashMap<>(small());
    expected.put("last", Tensor.vector(1, 2));
    requireSame(expected, TensorFlowCheckpoint.read(prefix()).tensors());
    Path missing = folder.resolve("model-146000.data-00001-of-00003");
    Files.delete(missing);
    assertEquals(
        missing + ": no such file, the checkpoint's index asks for it; was it copied along?",
        assertThrows(NoSuchFileException.class, () -> TensorFlowCheckpoint.read(prefix()))
            .getMessage());
  }

  @Test
  void everyNameOfACheckpointIsUnderstood() throws IOException {
    TensorFlowEngine.save(prefix(), List.of(small()));
    Path shard = folder.resolve("model-146000.data-00000-of-00001");
    for (Path path : List.of(prefix(), Path.of(prefix() + ".index"), shard, folder)) {
      requireSame(small(), TensorFlowCheckpoint.read(path).tensors());
    }
  }

  @Test
  void theFileCheckpointNamesTheNewest() throws IOException {
    TensorFlowEngine.save(folder.resolve("model-9"), List.of(Map.of("v", Tensor.vector(9))));
    TensorFlowEngine.save(folder.resolve("model-10"), List.of(Map.of("v", Tensor.vector(10))));
    assertEquals(
        folder
            + ": has several checkpoints, and no file 'checkpoint' says which is the newest; name"
            + " one of [model-10, model-9]",
        assertThrows(ModelFormatException.class, () -> TensorFlowCheckpoint.read(folder))
            .getMessage());
    Path list = folder.resolve("checkpoint");
    Files.writeString(
        list,
        "model_checkpoint_path: \"/somewhere/else/model-10\"\n"
            + "all_model_checkpoint_paths: \"/somewhere/else/model-9\"\n");
    for (Path path : List.of(folder, list)) {
      assertEquals(10, TensorFlowCheckpoint.read(path).tensors().get("v").data()[0]);
    }
  }

  @Test
  void numbersOfEveryTypeBecomeFloatsAndSlotsStayBehind() throws IOException {
    float[] numbers = {1, -2.5f, 0, 65504, 1e-3f, 3.14159f};
    TensorFlowEngine.saveTypes(prefix(), numbers);
    Map<String, Tensor> read = TensorFlowCheckpoint.read(prefix()).tensors();
    assertEquals(Set.of("bfloat16", "double", "float", "half", "scalar"), read.keySet());
    assertArrayEquals(numbers, read.get("float").data());
    assertArrayEquals(numbers, read.get("double").data());
    assertEquals(List.of(), read.get("scalar").shape());
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i], read.get("half").data()[i], Math.abs(numbers[i]) / 1024);
      assertEquals(numbers[i], read.get("bfloat16").data()[i], Math.abs(numbers[i]) / 128);
    }
  }

  @Test
  void partitionedVariablesAreRefused() {
    TensorFlowEngine.saveSlices(prefix());
    assertEquals(
        prefix()
            + ".index: variable 'v' is stored in 2 slices (a partitioned variable), only whole"
            + " variables are supported",
        assertThrows(ModelFormatException.class, () -> TensorFlowCheckpoint.read(prefix()))
            .getMessage());
  }

  private Path zip(String within) throws IOException {
    Path zip = Files.createTempFile("jpose", ".zip");
    zip.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        archive.putNextEntry(new ZipEntry(within + file.getFileName()));
        Files.copy(file, archive);
      }
    }
    return zip;
  }

  @Test
  void archivesAreReadAsTheyAre() throws IOException {
    TensorFlowEngine.save(prefix(), List.of(small()));
    requireSame(small(), TensorFlowCheckpoint.read(zip("")).tensors());
    requireSame(small(), TensorFlowCheckpoint.read(zip("trained/mobilenet/")).tensors());
    TensorFlowEngine.save(folder.resolve("model-2"), List.of(Map.of("v", Tensor.vector(2))));
    Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"model-2\"");
    assertEquals(Set.of("v"), TensorFlowCheckpoint.read(zip("a/")).tensors().keySet());
  }

  @Test
  void archivesOfAnyNameAreRecognisedAndRead() throws IOException {
    TensorFlowEngine.save(prefix(), List.of(small()));
    Path archive = Files.move(zip(""), folder.resolve("model.zip?dl=1"));
    WeightsFile file = WeightsFile.read(archive);
    assertEquals(WeightsFormat.TENSORFLOW_CHECKPOINT, file.format());
    requireSame(small(), file.weights().tensors());
  }

  @Test
  void damagedArchivesAreNamed() throws IOException {
    TensorFlowEngine.save(prefix(), List.of(small()));
    Path zip = zip("");
    byte[] bytes = Files.readAllBytes(zip);
    int refused = 0;
    for (int at = 0; at < bytes.length; at += 29) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x5a;
      Files.write(zip, damaged);
      try {
        requireSame(small(), TensorFlowCheckpoint.read(zip).tensors()); // an entry's date, say
      } catch (ModelFormatException | NoSuchFileException e) {
        assertTrue(e.getMessage().startsWith(zip.toString()), at + ": " + e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 3, refused + " refused");
  }

  @Test
  void archivesThatUnpackToFarMoreAreRefused() throws IOException {
    Tensor zeros = Tensor.vector(new float[10_000_000]);
    TensorFlowEngine.save(prefix(), List.of(Map.of("zeros", zeros)));
    Path zip = zip("");
    assertEquals(
        zip
            + ", model-146000.data-00000-of-00001: would unpack to more than 100 times the size of"
            + " its archive; is it damaged?",
        assertThrows(ModelFormatException.class, () -> TensorFlowCheckpoint.read(zip))
            .getMessage());
  }

  @Test
  void whatHoldsNoCheckpointSaysSo() throws IOException {
    assertEquals(
        folder + ": has no TensorFlow checkpoint (a file that ends in .index)",
        assertThrows(NoSuchFileException.class, () -> TensorFlowCheckpoint.read(folder))
            .getMessage());
    assertEquals(
        prefix() + ": no checkpoint, there is no file model-146000.index beside it",
        assertThrows(NoSuchFileException.class, () -> TensorFlowCheckpoint.read(prefix()))
            .getMessage());
    Path zip = Files.writeString(folder.resolve("a.zip"), "no archive");
    String message =
        assertThrows(ModelFormatException.class, () -> TensorFlowCheckpoint.read(zip)).getMessage();
    assertTrue(message.startsWith(zip + ": not a zip archive, or damaged ("), message);
  }
}
