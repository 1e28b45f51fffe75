package org.jpose.weights;

import java.nio.file.Path;
import org.jpose.testkit.Fuzz;
import org.jpose.weights.caffe.CaffeReader;
import org.jpose.weights.numpy.NumpyArchiveReader;
import org.jpose.weights.numpy.NumpyConstructions;
import org.jpose.weights.numpy.NumpyReader;
import org.jpose.weights.numpy.TensorTree;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Unpickler;
import org.jpose.weights.safetensors.Safetensors;
import org.jpose.weights.torch.TorchReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give weights or an error of their own kind. */
@Tag("fuzz")
class ReaderFuzzTest {
  @TempDir private Path folder;

  private static byte[][] inputs(String of, String... endings) {
    return FuzzInputs.of(ReaderFuzzTest.class, of, endings);
  }

  private void run(String name, String file, FuzzInputs.FileReader reader, byte[]... wholes) {
    FuzzInputs.fuzz(name, wholes).run(FuzzInputs.asFile(folder, file, reader));
  }

  @Test
  void safetensors() {
    run("safetensors", "x.safetensors", Safetensors::read, inputs("safetensors", ".safetensors"));
  }

  @Test
  void npy() {
    run("npy", "x.npy", NumpyReader::read, inputs("npy", ".npy"));
  }

  @Test
  void npz() {
    run("npz", "x.npz", NumpyArchiveReader::read, inputs("npz", ".npz"));
  }

  @Test
  void pickle() {
    Fuzz.Reader reader =
        bytes -> {
          Object value =
              Unpickler.read("fuzz", ByteRegion.of(bytes), new NumpyConstructions(bytes.length));
          new TensorTree("fuzz", "/", bytes.length).add("", value);
        };
    FuzzInputs.fuzz("pickle", inputs("pickle", "plain.pkl"))
        .alsoFrom(inputs("pickle", ".pkl"))
        .run(reader);
  }

  @Test
  void pth() {
    run("pth", "x.pth", TorchReader::read, inputs("pth", ".pth"));
  }

  @Test
  void caffemodel() {
    run("caffemodel", "x.caffemodel", CaffeReader::read, inputs("caffemodel", ".caffemodel"));
  }

  @Test
  void recognition() {
    byte[][] all = inputs("recognition", ".npy", ".caffemodel", ".pth", ".npz", ".safetensors");
    run("recognition", "x", WeightsFormat::of, all);
  }
}
