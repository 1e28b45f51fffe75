package org.jpose.weights.numpy;

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
import org.jpose.core.ModelFormatException;
import org.jpose.weights.DebianPython;
import org.jpose.weights.Ramps;
import org.jpose.weights.Tensor;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what NumPy writes. */
class NumpyReaderTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    DebianPython.run("numpy", "python3-numpy", "numpy_files.py", folder);
  }

  private static Map<String, Tensor> read(String name) throws IOException {
    return WeightsFile.read(folder.resolve(name)).weights().tensors();
  }

  private static void assertTensor(Tensor expected, Tensor found) {
    assertEquals(expected.shape(), found.shape());
    assertArrayEquals(expected.data(), found.data());
  }

  private static void assertLayers(String prefix, Map<String, Tensor> layers) {
    assertTensor(Ramps.tensor(3, 3, 2, 4), layers.get(prefix + "conv1/weights"));
    assertTensor(Ramps.tensor(4), layers.get(prefix + "conv1/biases"));
    assertTensor(Ramps.tensor(1, 1, 4, 2), layers.get(prefix + "conv2/weights"));
    assertTensor(Ramps.tensor(2), layers.get(prefix + "conv2/biases"));
    assertTensor(new Tensor(List.of(), new float[] {0.25f}), layers.get(prefix + "rate"));
    assertEquals(5, layers.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4", "8"})
  void floatsOfBothByteAndAxisOrders(String bytes) throws IOException {
    for (String byteOrder : List.of("little", "big")) {
      for (String axisOrder : List.of("C", "F")) {
        String name = byteOrder + bytes + axisOrder;
        assertTensor(Ramps.tensor(2, 3, 4), read(name + ".npy").get(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"i1", "u1", "li2", "lu2", "li4", "bi4", "lu4", "li8", "bi8"})
  void wholeNumbers(String type) throws IOException {
    assertTensor(Tensor.vector(1, 2, 100), read("whole_" + type + ".npy").get("whole_" + type));
  }

  @Test
  void arraysOfEveryForm() throws IOException {
    assertTensor(Tensor.vector(1, 0, 1), read("bool.npy").get("bool"));
    assertTensor(new Tensor(List.of(), new float[] {1.5f}), read("number.npy").get("number"));
    assertTensor(new Tensor(List.of(0, 3), new float[0]), read("none.npy").get("none"));
    for (int version = 1; version <= 3; version++) {
      String name = "version" + version;
      assertTensor(Ramps.tensor(5, 2), read(name + ".npy").get(name));
    }
  }

  @Test
  void dictionariesOfLayers() throws IOException {
    assertLayers("", read("layers.npy"));
    assertEquals(
        WeightsFormat.NUMPY_ARRAY, WeightsFile.read(folder.resolve("layers.npy")).format());
    assertTensor(Ramps.tensor(2, 3), read("bytes_keys.npy").get("conv/weights"));
    assertTensor(Ramps.tensor(2, 3), read("python2.npy").get("conv/weights"));
    assertTensor(Ramps.tensor(4), read("vgg.npy").get("conv1/1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void everyProtocol(int protocol) throws IOException {
    assertLayers("", read("protocol" + protocol + ".npy"));
  }

  @Test
  void archives() throws IOException {
    for (String name : List.of("stored.npz", "deflated.npz")) {
      Map<String, Tensor> tensors = read(name);
      assertTensor(Ramps.tensor(2, 3), tensors.get("a"));
      assertTensor(Ramps.tensor(4), tensors.get("b/weights"));
      assertEquals(2, tensors.size());
    }
    assertLayers("arr_0/", read("layers.npz"));
    assertEquals(
        WeightsFormat.NUMPY_ARCHIVE, WeightsFile.read(folder.resolve("stored.npz")).format());
  }

  @Test
  void aPickleThatCallsTheSystemIsRefusedByNameAndNotRun() {
    String message = assertThrows(ModelFormatException.class, () -> read("evil.npy")).getMessage();
    assertTrue(message.contains("it names 'posix.system'"), message);
    assertTrue(message.contains("nothing was run"), message);
    assertFalse(Files.exists(folder.resolve("was_run")));
  }
}
