package org.jpose.weights.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads weights and fits them to a network, as a program would. */
class WeightsFileTest {
  private static final FieldChannels COCO = new FieldChannels(19, 38);

  @TempDir private Path folder;

  private Path written(String name, Weights weights) throws IOException {
    Path file = folder.resolve(name);
    Safetensors.write(file, weights, Precision.FLOAT32);
    return file;
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertEquals(tensor.shape(), found.get(name).shape(), name);
          assertArrayEquals(tensor.data(), found.get(name).data(), name);
        });
  }

  @Test
  void weightsOfAnotherEndingAreRecognisedAndFit() throws IOException {
    Graph graph = Networks.named("lite", COCO);
    Model lite = RandomModels.weighted(graph, 1);
    WeightsFile file = WeightsFile.read(written("lite.bin", lite.weights()));
    assertEquals(WeightsFormat.SAFETENSORS, file.format());
    WeightsMatch match = file.match(graph);
    assertTrue(match.exact());
    assertSame(lite.weights().tensors(), match.model().weights().tensors());
    assertEquals("lite.bin: 113 tensors taken", match.summary());
  }

  @Test
  void namesThatOnlyLookLikeAShardsDoNotDecide() throws IOException {
    Weights weights = new Weights("x", Map.of(), Map.of("a", Tensor.vector(1)));
    WeightsFile file = WeightsFile.read(written("lite.data-augmented.safetensors", weights));
    assertEquals(WeightsFormat.SAFETENSORS, file.format());
  }

  @Test
  void missingExtraAndMisshapenTensorsAreListedTogether() throws IOException {
    Graph graph = Networks.named("lite", COCO);
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(RandomModels.weighted(graph, 1).weights().tensors());
    tensors.remove("conv0.bias");
    tensors.put("merge.weight", Tensor.vector(1, 2, 3));
    tensors.put("other.weight", Tensor.vector(1));
    Path path = written("lite.safetensors", new Weights("x", Map.of(), tensors));
    WeightsMatch match = WeightsFile.read(path).match(graph);
    assertFalse(match.exact());
    assertEquals(
        "lite.safetensors does not fit network 'lite': merge.weight has shape [3], expected [96,"
            + " 96, 3, 3]; missing conv0.bias [24]; extra other.weight [1]; is it of another"
            + " network or skeleton?",
        assertThrows(ModelFormatException.class, match::model).getMessage());
    Model random = RandomModels.weighted(graph, 2);
    Map<String, Tensor> mixed = match.completedFrom(random.weights()).weights().tensors();
    assertArrayEquals(tensors.get("conv0.weight").data(), mixed.get("conv0.weight").data());
    assertArrayEquals(random.tensor("merge.weight").data(), mixed.get("merge.weight").data());
    assertArrayEquals(random.tensor("conv0.bias").data(), mixed.get("conv0.bias").data());
  }

  @Test
  void theTrunkAloneIsTaken() throws IOException {
    Graph graph = Networks.named("mobilenet_thin", COCO);
    Path path = written("thin.safetensors", RandomModels.weighted(graph, 1).weights());
    WeightsMatch match = WeightsFile.read(path).matchTrunk(graph);
    assertTrue(match.exact());
    assertTrue(match.taken().tensors().containsKey("Conv2d_11_pointwise.bn.beta"));
    assertTrue(match.taken().tensors().keySet().stream().allMatch(n -> n.startsWith("Conv2d_")));
    assertTrue(match.notes().get(0).contains("left out, not of the trunk: MConv_Stage1_L1_1_"));
  }

  @Test
  void weightsThatOnlyLackWhatTheResultDoesNotNeedFit() throws IOException {
    Graph graph = Networks.named("mobilenet_2018_fast", COCO);
    Model pruned = RandomModels.weighted(graph, 1).pruned();
    Path path = written("pruned.safetensors", pruned.weights());
    WeightsMatch match = WeightsFile.read(path).match(graph);
    assertEquals(
        List.of("Conv2d_8_depthwise.weight", "Conv2d_8_pointwise.weight"),
        match.missing().keySet().stream().filter(name -> name.endsWith("weight")).toList());
    assertSame(pruned.weights().tensors(), match.model().weights().tensors());
  }

  @Test
  void filesOfNoKnownKindAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not weights");
    assertTrue(
        assertThrows(ModelFormatException.class, () -> WeightsFile.read(file))
            .getMessage()
            .startsWith(file + ": not a weights file of a kind known here; known: .safetensors"));
    Path none = folder.resolve("none.pth");
    assertEquals(
        none + ": no such file",
        assertThrows(NoSuchFileException.class, () -> WeightsFile.read(none)).getMessage());
  }
}
