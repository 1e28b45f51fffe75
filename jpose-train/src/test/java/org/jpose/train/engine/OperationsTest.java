package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.ColourOrder;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.OnnxExporter;
import org.jpose.weights.Precision;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each operation by itself, on grids that no stride divides, against ONNX Runtime. */
class OperationsTest {
  private static final FieldChannels PLANES = new FieldChannels(2, 2);
  private static final Operation.Convolution CONVOLUTION = Operation.Convolution.of(8, 3);
  private static final BatchNorm STORED = new BatchNorm(1e-3, true, BatchNorm.Statistics.RUNNING);
  private static final BatchNorm PLAIN = new BatchNorm(1e-3, false, BatchNorm.Statistics.RUNNING);
  private static final BatchNorm OWN = new BatchNorm(1e-3, true, BatchNorm.Statistics.BATCH);

  @TempDir private Path folder;

  /** Adds what is tested to a graph, on eight planes, and returns its result. */
  private interface Part extends BiFunction<GraphBuilder, Handle, Handle> {}

  private static Part node(Operation operation) {
    return (net, from) -> net.add("tested", operation, from);
  }

  private static Part like(Interpolation interpolation, int stride) {
    return (net, from) -> {
      Handle small = net.add("small", CONVOLUTION.withStride(stride), from);
      return net.add("tested", new Operation.ResizeLike(interpolation), small, from);
    };
  }

  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntime() {
    Padding one = Padding.symmetric(1);
    Window pool = new Window(3, 3, 2, 1, Padding.SAME);
    Map<String, Part> parts =
        Map.ofEntries(
            Map.entry("affine", node(new Operation.Affine(0.3, -2))),
            Map.entry("strided", node(CONVOLUTION.withStride(2))),
            Map.entry("strided by 3", node(Operation.Convolution.of(8, 5).withStride(3))),
            Map.entry("one-sided", node(Operation.Convolution.of(8, 2))),
            Map.entry("oblong", node(CONVOLUTION.withWindow(new Window(1, 5, 2, 1, one)))),
            Map.entry("symmetric", node(CONVOLUTION.withStride(2).withPadding(one))),
            Map.entry("unpadded", node(CONVOLUTION.withPadding(Padding.NONE))),
            Map.entry("dilated", node(CONVOLUTION.withDilation(3))),
            Map.entry("depthwise", node(Operation.Convolution.depthwise(8, 3).withStride(2))),
            Map.entry("grouped", node(CONVOLUTION.withGroups(4).withBias(true))),
            Map.entry("norm", node(CONVOLUTION.withBias(true).withNorm(STORED))),
            Map.entry(
                "norm, elu", node(CONVOLUTION.withNorm(PLAIN).withActivation(Activation.ELU))),
            Map.entry("own norm", node(CONVOLUTION.withNorm(OWN))),
            Map.entry("normalize", node(new Operation.Normalize(STORED))),
            Map.entry("normalize by own", node(new Operation.Normalize(OWN))),
            Map.entry("none", node(new Operation.Activate(Activation.NONE))),
            Map.entry("relu", node(new Operation.Activate(Activation.RELU))),
            Map.entry("relu6", node(new Operation.Activate(Activation.RELU6))),
            Map.entry("elu", node(new Operation.Activate(Activation.ELU))),
            Map.entry("max pool", node(new Operation.MaxPool(pool))),
            Map.entry("padded max pool", node(new Operation.MaxPool(pool.withPadding(one)))),
            Map.entry("slice", node(new Operation.Slice(3, 4))),
            Map.entry(
                "add", (net, x) -> net.add("sum", new Operation.Add(Activation.ELU), x, x, x)),
            Map.entry("concat", (net, x) -> net.concat("both", x, x)),
            Map.entry("up, legacy", node(new Operation.Upsample(3, Interpolation.ASYMMETRIC))),
            Map.entry("up, corners", node(new Operation.Upsample(3, Interpolation.ALIGN_CORNERS))),
            Map.entry("up, half pixel", node(new Operation.Upsample(3, Interpolation.HALF_PIXEL))),
            Map.entry("like, legacy", like(Interpolation.ASYMMETRIC, 3)),
            Map.entry("like, corners", like(Interpolation.ALIGN_CORNERS, 3)),
            Map.entry("like, half pixel", like(Interpolation.HALF_PIXEL, 3)),
            Map.entry("like itself", like(Interpolation.ASYMMETRIC, 1)));
    return parts.entrySet().stream()
        .map(part -> DynamicTest.dynamicTest(part.getKey(), () -> compare(part.getValue())));
  }

  private void compare(Part part) throws Exception {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 64.0, -2);
    Handle eight = net.add("eight", CONVOLUTION.withBias(true), image);
    Handle tested = part.apply(net, eight);
    Handle back =
        net.add("back", new Operation.ResizeLike(Interpolation.HALF_PIXEL), tested, image);
    Operation fields = Operation.Convolution.of(PLANES.total(), 1);
    net.stage("fields", net.add("fields", fields, back), PLANES);
    Graph graph = net.build("part", ColourOrder.RGB, 1, 1, PLANES);
    Model model = RandomNetworks.model(graph, 3);
    Path file = folder.resolve("part.onnx");
    OnnxExporter.write(file, model, new ModelFacts("none", "", "", ""), Precision.FLOAT32);
    try (TorchNetwork network = TorchNetwork.of(model);
        OnnxFields onnx = new OnnxFields(file)) {
      for (int[] size : new int[][] {{16, 20}, {17, 23}, {31, 14}}) {
        ImageBatch images = RandomNetworks.images(5, 2, size[0], size[1]);
        List<FieldBatch> stages = network.evaluate(images);
        assertEquals(0, Differences.largest(onnx.run(images), stages.get(0)), 5e-6);
      }
    }
  }
}
