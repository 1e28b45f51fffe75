package org.jpose.weights.tensorflow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.MadeUpSkeletons;
import org.jpose.weights.Model;
import org.jpose.weights.Photos;
import org.jpose.weights.RandomModels;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Output;

/** Frozen graphs that TensorFlow writes, run by TensorFlow and, converted, by ONNX Runtime. */
class TensorFlowGraphTest {
  private static final float LARGEST_PART_OF_RANGE = 1e-4f;

  @TempDir private Path folder;

  private Path pb() {
    return folder.resolve("graph.pb");
  }

  /** Writes a model's graph and returns what TensorFlow computes with it. */
  private List<OnnxRun.Fields> written(
      Model model, Random random, boolean fixed, Photos.Planes... images) throws Exception {
    long rows = fixed ? images[0].height() : -1;
    long columns = fixed ? images[0].width() : -1;
    try (TensorFlowGraph graph = new TensorFlowGraph()) {
      Output<?> output = TensorFlowTwin.add(model, graph, random, rows, columns);
      graph.write(pb());
      return graph.run(output, model.graph().channels(), images);
    }
  }

  /** Converts the graph and returns the largest difference as a part of the fields' range. */
  private float difference(
      ConversionOptions options, List<OnnxRun.Fields> expected, Photos.Planes... images)
      throws Exception {
    Path onnx = folder.resolve("graph.onnx");
    ModelConverter.convert(pb(), onnx, options);
    float largest = 0;
    try (OnnxRun run = new OnnxRun(onnx)) {
      for (int i = 0; i < images.length; i++) {
        float difference = TensorFlowGraph.relative(expected.get(i), run.run(images[i]));
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  private static ConversionOptions options(Graph graph) {
    return ConversionOptions.defaults()
        .withSkeleton(MadeUpSkeletons.of("test", graph.channels()))
        .withStride(graph.stride())
        .withMultiple(graph.multiple());
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void randomGraphsMeanWhatTensorFlowComputes(long seed) throws Exception {
    Model model = RandomModels.model(seed).pruned();
    Random random = new Random(seed);
    Photos.Planes image = RandomModels.image(seed, 1, 24, 40);
    List<OnnxRun.Fields> expected = written(model, random, random.nextBoolean(), image);
    float difference = difference(options(model.graph()), expected, image);
    assertTrue(difference < LARGEST_PART_OF_RANGE, "seed " + seed + ": " + difference);
  }

  /** Without cmu: its 209 MB take minutes through TensorFlow's graphs; dsconv is wired as it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dsconv",
        "mobilenet_thin",
        "mobilenet_2018",
        "mobilenet_v2_small",
        "base",
        "lite",
        "lightweight"
      })
  void networksMeanWhatTensorFlowComputes(String name) throws Exception {
    Graph graph = Networks.named(name, Photos.COCO18).pruned();
    int side = Math.max(16, graph.multiple());
    Photos.Planes[] images = {
      RandomModels.image(1, 1, 2 * side, 3 * side), RandomModels.image(2, 3, 3 * side, side)
    };
    List<OnnxRun.Fields> expected =
        written(RandomModels.weighted(graph, 3), new Random(3), false, images);
    float difference = difference(options(graph), expected, images);
    System.out.println(name + " from TensorFlow: largest difference / range " + difference);
    assertTrue(difference < LARGEST_PART_OF_RANGE, name + ": " + difference);
  }
}
