package org.jpose.weights.tensorflow;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.RandomModels;
import org.jpose.weights.onnx.OnnxInitializers;
import org.jpose.weights.onnx.OnnxModel;

/**
 * Any bytes give a network, weights or an error of their own kind. {@code mvn -Pfuzz
 * -Dtest=TensorFlowFuzzTest#frozenGraph ...} looks for bytes that do not.
 */
class TensorFlowFuzzTest {
  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults()
          .withSkeleton(RandomModels.SKELETON)
          .withOutput("Openpose/concat_stage7")
          .withStride(4)
          .withMultiple(8);

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

  @FuzzTest(maxDuration = "60s")
  void frozenGraph(byte[] bytes) throws IOException {
    read(bytes, file -> FrozenGraphReader.read(file, OPTIONS));
  }

  @FuzzTest(maxDuration = "60s")
  void modelFile(byte[] bytes) throws IOException {
    read(bytes, OnnxModel::read);
  }

  @FuzzTest(maxDuration = "60s")
  void initializers(byte[] bytes) throws IOException {
    read(bytes, OnnxInitializers::read);
  }

  /** The bytes are a block of the index: its checksum, which hides all else, is made right. */
  @FuzzTest(maxDuration = "60s")
  void checkpoint(byte[] block) throws IOException {
    Path folder = Files.createTempDirectory("fuzz");
    Path index = folder.resolve("m.index");
    Path shard = folder.resolve("m.data-00000-of-00001");
    try {
      Files.write(index, TableFile.around(block));
      Files.write(shard, new byte[16]);
      TensorFlowCheckpoint.read(index);
    } catch (ModelFormatException | NoSuchFileException e) {
      // what a damaged file is to give; it may ask for other shards
    } finally {
      Files.deleteIfExists(index);
      Files.deleteIfExists(shard);
      Files.delete(folder);
    }
  }
}
