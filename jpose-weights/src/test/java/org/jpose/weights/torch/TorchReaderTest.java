package org.jpose.weights.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.DebianPython;
import org.jpose.weights.Ramps;
import org.jpose.weights.Tensor;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what PyTorch writes. */
class TorchReaderTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    DebianPython.run("torch", "python3-torch", "torch_files.py", folder);
  }

  private static Map<String, Tensor> read(String name) throws IOException {
    WeightsFile file = WeightsFile.read(folder.resolve(name));
    assertEquals(WeightsFormat.PYTORCH, file.format());
    return file.weights().tensors();
  }

  private static String refused(String name) {
    Path file = folder.resolve(name);
    String message =
        assertThrows(ModelFormatException.class, () -> WeightsFile.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message;
  }

  private static void assertTensor(Tensor expected, Tensor found) {
    assertEquals(expected.shape(), found.shape());
    assertArrayEquals(expected.data(), found.data());
  }

  @Test
  void everyKindOfNumber() throws IOException {
    Map<String, Tensor> tensors = read("types.pth");
    for (String type : List.of("half", "brain", "double", "single")) {
      assertTensor(Ramps.tensor(2, 3), tensors.get(type));
    }
    assertTensor(Tensor.vector(1, -2, 0x1p40f), tensors.get("long"));
    assertTensor(Tensor.vector(1, 0), tensors.get("bool"));
    assertTensor(new Tensor(List.of(), new float[] {1.5f}), tensors.get("number"));
    assertTensor(new Tensor(List.of(0, 3), new float[0]), tensors.get("none"));
  }

  @Test
  void viewsAreReadAsTheyAreSeen() throws IOException {
    Map<String, Tensor> tensors = read("views.pth");
    float[] whole = Ramps.tensor(6, 8).data();
    float[] transposed = new float[48];
    float[] column = new float[6];
    for (int row = 0; row < 6; row++) {
      column[row] = whole[8 * row + 3];
      for (int x = 0; x < 8; x++) {
        transposed[x * 6 + row] = whole[row * 8 + x];
      }
    }
    float[] part = new float[10];
    for (int i = 0; i < 10; i++) {
      part[i] = whole[(1 + i / 5 * 2) * 8 + 2 + i % 5];
    }
    float[] expanded = new float[12];
    for (int i = 0; i < 12; i++) {
      expanded[i] = Ramps.tensor(3).data()[i / 4];
    }
    assertTensor(new Tensor(List.of(8, 6), transposed), tensors.get("transposed"));
    assertTensor(new Tensor(List.of(2, 5), part), tensors.get("part"));
    assertTensor(Tensor.vector(column), tensors.get("column"));
    assertTensor(new Tensor(List.of(3, 4), expanded), tensors.get("expanded"));
    assertTensor(Ramps.tensor(6, 8), tensors.get("same"));
    assertTensor(Ramps.tensor(2, 3, 4, 5), tensors.get("channels_last"));
    assertTensor(Ramps.tensor(4), tensors.get("parameter"));
  }

  @Test
  void theWeightsOfATrainingCheckpointAreRead() throws IOException {
    Set<String> names =
        Set.of(
            "conv.weight",
            "conv.bias",
            "norm.weight",
            "norm.bias",
            "norm.running_mean",
            "norm.running_var",
            "norm.num_batches_tracked",
            "last.weight",
            "last.bias");
    for (String name : List.of("training.pth", "protocol4.pth")) {
      Map<String, Tensor> tensors = read(name);
      assertEquals(names, tensors.keySet());
      assertTensor(Ramps.tensor(4, 2, 3, 3), tensors.get("conv.weight"));
      assertTensor(Ramps.tensor(2), tensors.get("last.bias"));
    }
  }

  @Test
  void theOldFormatIsRefusedWithTheWayOut() {
    assertTrue(
        refused("legacy.pth").endsWith("torch.save(torch.load(FILE, map_location='cpu'), NEW)"));
  }

  @Test
  void programObjectsAreRefusedByNameAndNotCreated() {
    assertTrue(refused("module.pth").contains("it names 'torch.nn.modules.container.Sequential'"));
    assertTrue(refused("script.pt").contains("it names '__torch__.torch.nn.modules"));
    assertTrue(refused("evil.pth").contains("it names 'posix.system'"));
    assertFalse(Files.exists(folder.resolve("was_run")));
  }
}
