package org.jpose.weights.tensorflow;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jpose.core.ModelFormatException;
import org.jpose.testkit.Seeds;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.onnx.OnnxInitializers;
import org.jpose.weights.onnx.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints, graphs and model files with pieces changed, doubled and left out at random: each
 * gives its contents or a format error that names the file.
 */
class TensorFlowMutationTest {
  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, 8, 0x0a, 0x12, 0x22};
  private static final int CHANGES_PER_SEED = 5;

  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults()
          .withSkeleton(RandomModels.SKELETON)
          .withOutput("Openpose/concat_stage7")
          .withStride(4)
          .withMultiple(8);

  @TempDir private Path folder;

  /** The models with the fewest weights, so that changes meet what is between them. */
  static LongStream smallModels() {
    return LongStream.range(0, 60)
        .boxed()
        .sorted(Comparator.comparingLong(TensorFlowMutationTest::weights))
        .limit(4)
        .mapToLong(Long::longValue);
  }

  private static long weights(long seed) {
    return RandomModels.model(seed).weights().tensors().values().stream()
        .mapToLong(tensor -> tensor.data().length)
        .sum();
  }

  private interface Reader {
    Object read(Path file) throws IOException;
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] result = bytes;
    for (int i = random.nextInt(3) * random.nextInt(2); i >= 0 && result.length > 0; i--) {
      int at = random.nextInt(result.length);
      int length = Math.min(result.length - at, 1 + random.nextInt(24));
      int kind = random.nextInt(8);
      if (kind < 5) {
        result = result.clone();
        result[at] =
            (byte) (kind < 3 ? TELLING[random.nextInt(TELLING.length)] : random.nextInt(256));
      } else {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(result, 0, at);
        if (kind == 5) {
          out.write(result, at, length);
        }
        int rest = kind == 7 ? result.length : kind == 6 ? at + length : at;
        out.write(result, rest, result.length - rest);
        result = out.toByteArray();
      }
    }
    return result;
  }

  private boolean read(Path file, Reader reader, String what) {
    try {
      reader.read(file);
      return true;
    } catch (ModelFormatException | IOException e) {
      assertTrue(e.getMessage().startsWith(folder.toString()), what + ": " + e);
      return false;
    } catch (RuntimeException | Error e) {
      return fail(what + ": " + e, e);
    }
  }

  private void requireHarmless(byte[] bytes, String name, Reader reader) throws IOException {
    int refused = 0;
    int tried = 0;
    for (long seed : Seeds.sixty().toArray()) {
      Random random = new Random(seed);
      for (int i = 0; i < CHANGES_PER_SEED; i++, tried++) {
        Path file = Files.write(folder.resolve(name), changed(bytes, random));
        refused += read(file, reader, "seed " + seed + ", change " + i) ? 0 : 1;
      }
    }
    assertTrue(refused > tried / 10, refused + " of " + tried + " refused");
  }

  /** A graph with most operations, and an output under the usual name. */
  private byte[] graph(long seed) throws IOException {
    try (TensorFlowGraph graph = new TensorFlowGraph()) {
      Random random = new Random(seed);
      var fields = TensorFlowTwin.add(RandomModels.model(seed).pruned(), graph, random, 24, 40);
      graph.add("Identity", "Openpose/concat_stage7", fields);
      return Files.readAllBytes(graph.write(folder.resolve("whole.pb")));
    }
  }

  @ParameterizedTest
  @MethodSource("smallModels")
  void graphs(long seed) throws IOException {
    byte[] whole = graph(seed);
    FrozenGraphReader.read(folder.resolve("whole.pb"), OPTIONS);
    requireHarmless(whole, "g.pb", file -> FrozenGraphReader.read(file, OPTIONS));
  }

  private byte[] onnx(long seed) throws IOException {
    Path file = folder.resolve("whole.onnx");
    ModelFacts facts = new ModelFacts(RandomModels.SKELETON, "", "", "");
    Precision precision = seed % 2 == 0 ? Precision.FLOAT16 : Precision.FLOAT32;
    OnnxExporter.write(file, RandomModels.model(seed), facts, precision);
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @MethodSource("smallModels")
  void modelFiles(long seed) throws IOException {
    requireHarmless(onnx(seed), "m.onnx", OnnxModel::read);
  }

  @Test
  void constantsOfModelFiles() throws IOException {
    requireHarmless(onnx(smallModels().findFirst().getAsLong()), "c.onnx", OnnxInitializers::read);
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void indices(long seed) throws IOException {
    Map<String, ByteString> entries = new TreeMap<>();
    entries.put("", TableFile.HEADER.toByteString());
    entries.put("a/weights", TableFile.floats(List.of(1L, 2L), 0, 8).build().toByteString());
    entries.put("b", TableFile.floats(List.of(2L), 8, 8).build().toByteString());
    Files.write(folder.resolve("m.data-00000-of-00001"), new byte[16]);
    byte[] block = TableFile.entries(entries);
    Random random = new Random(seed);
    for (int i = 0; i < CHANGES_PER_SEED; i++) {
      Path index = folder.resolve("m.index");
      Files.write(index, TableFile.around(changed(block, random)));
      read(index, TensorFlowCheckpoint::read, "seed " + seed + ", change " + i);
      Files.write(index, changed(TableFile.around(block), random));
      read(index, TensorFlowCheckpoint::read, "seed " + seed + ", outer change " + i);
    }
  }

  @Test
  void filesCutOffAnywhere() throws IOException {
    byte[] graph = graph(1);
    byte[] onnx = onnx(1);
    int refused = 0;
    for (int part = 0; part < 200; part++) {
      Path pb = folder.resolve("cut.pb");
      Files.write(pb, Arrays.copyOf(graph, (int) ((long) graph.length * part / 200)));
      refused += read(pb, file -> FrozenGraphReader.read(file, OPTIONS), "cut " + part) ? 0 : 1;
      Path model = folder.resolve("cut.onnx");
      Files.write(model, Arrays.copyOf(onnx, (int) ((long) onnx.length * part / 200)));
      refused += read(model, OnnxModel::read, "cut " + part) ? 0 : 1;
    }
    assertTrue(refused > 390, refused + " of 400 refused");
  }
}
