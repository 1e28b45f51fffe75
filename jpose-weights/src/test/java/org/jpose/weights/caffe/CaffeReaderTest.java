package org.jpose.weights.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.DebianPython;
import org.jpose.weights.Ramps;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.jpose.weights.convert.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads Caffe networks that Google's protobuf has written. */
class CaffeReaderTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    DebianPython.run("google.protobuf", "python3-protobuf", "caffe_files.py", folder);
  }

  private static Weights read(String name) throws IOException {
    WeightsFile file = WeightsFile.read(folder.resolve(name));
    assertEquals(WeightsFormat.CAFFE, file.format());
    return file.weights();
  }

  private static void assertTensor(Tensor tensor, Integer... shape) {
    assertEquals(List.of(shape), tensor.shape());
    assertArrayEquals(Ramps.tensor(tensor.data().length).data(), tensor.data());
  }

  @Test
  void layersOfToday() throws IOException {
    Weights weights = read("new.caffemodel");
    assertEquals(
        List.of("conv1_1/blob0", "conv1_1/blob1"), List.copyOf(weights.tensors().keySet()));
    assertTensor(weights.tensors().get("conv1_1/blob0"), 4, 2, 1, 3);
    assertTensor(weights.tensors().get("conv1_1/blob1"), 4);
  }

  @Test
  void layersOfBefore2014() throws IOException {
    Weights weights = read("old.caffemodel");
    assertTensor(weights.tensors().get("conv1_1/blob0"), 4, 2, 1, 3);
    assertTensor(weights.tensors().get("conv1_1/blob1"), 1, 1, 1, 4);
  }

  @Test
  void aNetworkWithoutWeightsIsRefused() {
    String message =
        assertThrows(ModelFormatException.class, () -> read("untrained.caffemodel")).getMessage();
    assertTrue(
        message.endsWith("has no layer with weights; is it a trained network (.caffemodel)?"));
  }
}
