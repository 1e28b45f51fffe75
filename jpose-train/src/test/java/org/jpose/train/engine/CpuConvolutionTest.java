package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jpose.net.Operation.Convolution;
import org.jpose.net.Padding;
import org.jpose.net.Window;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.engine.compute.TorchDevice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Results and gradients of every kind of convolution, against libtorch's in float64. */
class CpuConvolutionTest {
  /** Of the length of what is compared. */
  private static final double ROUNDING = 1e-5;

  /** Eight bits of fraction, and sums that nearly cancel out. */
  private static final double ROUGH_ROUNDING = 0.03;

  private static final long SEED = 7;
  private static final List<String> NAMES = List.of("result", "input", "kernels", "bias");
  private static final TorchDevice DEVICE = new TorchDevice(Compute.reproducible());

  /** Grids of all sizes, channels that fill blocks and that do not. */
  private static final int[][] SHAPES = {
    {16, 3, 20},
    {16, 16, 40},
    {16, 240, 24},
    {16, 480, 10},
    {2, 3, 17},
    {2, 20, 23},
    {3, 48, 12},
    {16, 64, 16}
  };

  @TestFactory
  Stream<DynamicTest> convolutionsAreRight() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int[] shape : SHAPES) {
      int channels = shape[1];
      for (Convolution kind : kinds(channels)) {
        Window window = kind.window();
        String name =
            "%d images, %d channels, %dx%d cells: %d outputs in %d groups, %dx%d, stride %d, dilation %d, padding %d"
                .formatted(
                    shape[0],
                    channels,
                    shape[2],
                    shape[2],
                    kind.outputs(),
                    kind.groups(),
                    window.height(),
                    window.width(),
                    window.stride(),
                    window.dilation(),
                    window.padding().amount());
        tests.add(DynamicTest.dynamicTest(name, () -> compare(kind, shape)));
      }
    }
    return tests.stream();
  }

  private static List<Convolution> kinds(int channels) {
    List<Convolution> kinds = new ArrayList<>();
    List<Convolution> plain =
        List.of(
            Convolution.of(40, 1),
            Convolution.of(20, 3),
            Convolution.depthwise(channels, 3),
            Convolution.depthwise(channels, 5));
    for (Convolution convolution : plain) {
      kinds.add(convolution);
      kinds.add(convolution.withStride(2));
      kinds.add(convolution.withDilation(2));
    }
    kinds.add(Convolution.of(40, 1).withPadding(Padding.symmetric(1)));
    if (channels % 4 == 0) {
      Convolution grouped = Convolution.of(24, 3).withGroups(4);
      kinds.add(grouped);
      kinds.add(grouped.withStride(2));
      kinds.add(grouped.withDilation(2));
    }
    if (channels == 480) {
      kinds.add(Convolution.of(1280, 1));
    }
    return kinds;
  }

  private static void compare(Convolution kind, int[] shape) {
    PointerScope scope = new PointerScope();
    try {
      GeneratorOptional random = new GeneratorOptional(torch.make_generator_cpu(SEED));
      Tensor input = numbers(random, shape[0], shape[1], shape[2], shape[2]);
      Window window = kind.window();
      Tensor kernels =
          numbers(
              random, kind.outputs(), shape[1] / kind.groups(), window.height(), window.width());
      List<Tensor> values = List.of(input, kernels, numbers(random, kind.outputs()));
      List<Tensor> exact = leaves(ScalarType.Double, values);
      Tensor truth = libtorch(kind, exact);
      Tensor gradient = numbers(random, truth.sizes().vec().get());
      List<Tensor> expected = withGradients(truth, gradient, exact);
      for (Arithmetic arithmetic : Arithmetic.values()) {
        List<Tensor> leaves = leaves(ScalarType.Float, values);
        List<Tensor> found = withGradients(ours(kind, leaves, arithmetic), gradient, leaves);
        double most = arithmetic == Arithmetic.FLOAT32 ? ROUNDING : ROUGH_ROUNDING;
        for (int i = 0; i < NAMES.size(); i++) {
          double difference = difference(expected.get(i), found.get(i));
          assertTrue(
              difference < most, "%s, %s: %s".formatted(arithmetic, NAMES.get(i), difference));
        }
      }
    } finally {
      scope.close();
    }
  }

  private static Tensor libtorch(Convolution kind, List<Tensor> leaves) {
    Window window = kind.window();
    return torch.conv2d(
        leaves.get(0),
        leaves.get(1),
        new TensorOptional(leaves.get(2)),
        new long[] {window.stride(), window.stride()},
        padding(window),
        new long[] {window.dilation(), window.dilation()},
        kind.groups());
  }

  private static Tensor ours(Convolution kind, List<Tensor> leaves, Arithmetic arithmetic) {
    TorchDevice.Autocast autocast = DEVICE.autocast(arithmetic);
    try {
      return CpuConvolution.of(
          kind,
          leaves.get(0).contiguous(MemoryFormat.ChannelsLast),
          leaves.get(1),
          new TensorOptional(leaves.get(2)),
          padding(kind.window()));
    } finally {
      autocast.close();
    }
  }

  private static long[] padding(Window window) {
    return window.padding().same()
        ? new long[] {(window.spanHeight() - 1) / 2, (window.spanWidth() - 1) / 2}
        : new long[] {window.padding().amount(), window.padding().amount()};
  }

  private static Tensor numbers(GeneratorOptional random, long... shape) {
    return torch.randn(shape, random);
  }

  private static List<Tensor> leaves(ScalarType type, List<Tensor> values) {
    return values.stream().map(value -> value.to(type).clone().set_requires_grad(true)).toList();
  }

  private static List<Tensor> withGradients(Tensor result, Tensor gradient, List<Tensor> leaves) {
    result.to(ScalarType.Double).mul(gradient.to(ScalarType.Double)).sum().backward();
    return Stream.concat(Stream.of(result), leaves.stream().map(Tensor::grad)).toList();
  }

  /** Length of the difference over the length of what is expected. */
  private static double difference(Tensor expected, Tensor found) {
    return expected.sub(found.to(ScalarType.Double)).norm().item_double()
        / expected.norm().item_double();
  }
}
