package org.jpose.weights.tensorflow;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jpose.testkit.Fuzz;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.FuzzInputs;
import org.jpose.weights.RandomModels;
import org.jpose.weights.onnx.OnnxInitializers;
import org.jpose.weights.onnx.OnnxModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give a network, weights or an error of their own kind. */
@Tag("fuzz")
class TensorFlowFuzzTest {
  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults()
          .withSkeleton(RandomModels.SKELETON)
          .withOutput("Openpose/concat_stage7")
          .withStride(4)
          .withMultiple(8);

  @TempDir private Path folder;

  private static byte[][] inputs(String of, String ending) {
    return FuzzInputs.of(TensorFlowFuzzTest.class, of, ending);
  }

  private void run(String name, String file, FuzzInputs.FileReader reader) {
    FuzzInputs.fuzz(name, inputs(name, file.substring(file.indexOf('.'))))
        .run(FuzzInputs.asFile(folder, file, reader));
  }

  @Test
  void frozenGraph() {
    run("frozenGraph", "x.pb", file -> FrozenGraphReader.read(file, OPTIONS));
  }

  @Test
  void modelFile() {
    // Of a skeleton that nobody knows, so that reading ends with an error in any case.
    FuzzInputs.fuzz("modelFile")
        .alsoFrom(inputs("modelFile", ".onnx"))
        .run(FuzzInputs.asFile(folder, "x.onnx", OnnxModel::read));
  }

  @Test
  void initializers() {
    run("initializers", "x.onnx", OnnxInitializers::read);
  }

  /** The bytes are a block of the index: its checksum, which hides all else, is made right. */
  @Test
  void checkpoint() {
    Path index = folder.resolve("m.index");
    Path shard = folder.resolve("m.data-00000-of-00001");
    Fuzz.Reader reader =
        block -> {
          Files.write(index, TableFile.around(block));
          Files.write(shard, new byte[16]);
          TensorFlowCheckpoint.read(index);
        };
    // The shard's bytes are none of its variables'; it may ask for other shards.
    FuzzInputs.fuzz("checkpoint")
        .alsoFrom(inputs("checkpoint", ".block"))
        .declaring(NoSuchFileException.class)
        .run(reader);
  }
}
