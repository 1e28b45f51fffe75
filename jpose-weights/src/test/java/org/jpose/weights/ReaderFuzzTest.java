package org.jpose.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.caffe.CaffeReader;
import org.jpose.weights.numpy.NumpyArchiveReader;
import org.jpose.weights.numpy.NumpyConstructions;
import org.jpose.weights.numpy.NumpyReader;
import org.jpose.weights.numpy.TensorTree;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Unpickler;
import org.jpose.weights.safetensors.Safetensors;
import org.jpose.weights.torch.TorchReader;

/**
 * Any bytes give weights or an error of their own kind. In the normal suite the seeds of the test
 * resources run once; {@code mvn -Pfuzz -Dtest=ReaderFuzzTest#npy ...} looks for new ones.
 */
class ReaderFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void safetensors(byte[] bytes) throws IOException {
    read(bytes, Safetensors::read);
  }

  @FuzzTest(maxDuration = "60s")
  void npy(byte[] bytes) throws IOException {
    read(bytes, NumpyReader::read);
  }

  @FuzzTest(maxDuration = "60s")
  void npz(byte[] bytes) throws IOException {
    read(bytes, NumpyArchiveReader::read);
  }

  @FuzzTest(maxDuration = "60s")
  void pickle(byte[] bytes) throws IOException {
    try {
      Object value =
          Unpickler.read("fuzz", ByteRegion.of(bytes), new NumpyConstructions(bytes.length));
      new TensorTree("fuzz", "/", bytes.length).add("", value);
    } catch (ModelFormatException e) {
      // what a damaged file is to give
    }
  }

  @FuzzTest(maxDuration = "60s")
  void pth(byte[] bytes) throws IOException {
    read(bytes, TorchReader::read);
  }

  @FuzzTest(maxDuration = "60s")
  void caffemodel(byte[] bytes) throws IOException {
    read(bytes, CaffeReader::read);
  }

  @FuzzTest(maxDuration = "60s")
  void recognition(byte[] bytes) throws IOException {
    read(bytes, WeightsFormat::of);
  }

  private interface Reader {
    Object read(Path file) throws IOException;
  }

  private static void read(byte[] bytes, Reader reader) throws IOException {
    Path file = Files.createTempFile("fuzz", ".bin");
    try {
      Files.write(file, bytes);
      reader.read(file);
    } catch (ModelFormatException e) {
      // what a damaged file is to give
    } finally {
      Files.delete(file);
    }
  }
}
