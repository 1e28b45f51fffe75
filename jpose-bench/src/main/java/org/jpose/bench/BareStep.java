package org.jpose.bench;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jpose.core.pose.Skeletons;

/**
 * Training steps of mobilenet_thin as one would write them in JavaCPP without jpose: the network by
 * hand, libtorch's own Adam, one batch of noise. Used by one thread.
 */
final class BareStep implements AutoCloseable {
  private static final int HEAT = Skeletons.COCO18.heatChannels();
  private static final int AFFINITY = Skeletons.COCO18.affinityChannels();
  private static final int STRIDE = 8;
  private static final int STAGES = 6;
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-3;

  private final PointerScope scope = new PointerScope();
  private final boolean half;
  private final MemoryFormat order;
  private final int images;
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<Layer> trunk = new ArrayList<>();
  private final List<List<Layer>> limbs = new ArrayList<>();
  private final List<List<Layer>> joints = new ArrayList<>();
  private final Tensor image;
  private final List<Tensor> targets;
  private final List<Tensor> masks;
  private final Adam optimizer;

  /**
   * Makes network and batch.
   *
   * @param half whether convolutions calculate in bfloat16
   * @param channelsLast whether the channels of a cell lie side by side
   */
  BareStep(boolean half, boolean channelsLast, int images, int side, double rate) {
    this.half = half;
    this.order = channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
    this.images = images;
    int[] widths = {24, 48, 96, 96, 192, 192, 384, 384, 384, 384, 384, 384};
    trunk.add(new Layer(new int[] {3, widths[0]}, 3, 2, false, true));
    for (int i = 1; i < widths.length; i++) {
      int stride = i == 2 || i == 4 ? 2 : 1;
      trunk.add(new Layer(new int[] {widths[i - 1], widths[i]}, 3, stride, true, true));
    }
    int features = widths[3] + widths[7] + widths[11];
    for (int stage = 0; stage < STAGES; stage++) {
      int inputs = features + (stage == 0 ? 0 : HEAT + AFFINITY);
      limbs.add(branch(inputs, AFFINITY, stage == 0 ? 256 : 64));
      joints.add(branch(inputs, HEAT, stage == 0 ? 256 : 64));
    }
    image = torch.rand(images, 3, side, side).mul(new Scalar(255)).contiguous(order);
    int cells = side / STRIDE;
    targets = List.of(noise(HEAT, cells), noise(AFFINITY, cells));
    masks = List.of(noise(HEAT, cells), noise(AFFINITY, cells));
    optimizer =
        new Adam(new TensorVector(parameters.toArray(Tensor[]::new)), new AdamOptions(rate));
  }

  private Tensor noise(int planes, int cells) {
    return torch.rand(images, planes, cells, cells).contiguous(order);
  }

  private List<Layer> branch(int inputs, int outputs, int last) {
    return List.of(
        new Layer(new int[] {inputs, 64}, 3, 1, true, true),
        new Layer(new int[] {64, 64}, 3, 1, true, true),
        new Layer(new int[] {64, 64}, 3, 1, true, true),
        new Layer(new int[] {64, last}, 1, 1, true, true),
        new Layer(new int[] {last, outputs}, 1, 1, true, false));
  }

  /** A convolution, or a depthwise and a pointwise one, with a norm behind it. */
  private final class Layer {
    private final List<Tensor> weights = new ArrayList<>();
    private final int kernel;
    private final int stride;
    private final int groups;
    private final boolean relu;
    private final Tensor shift;
    private final Tensor mean;
    private final Tensor variance;

    Layer(int[] planes, int kernel, int stride, boolean separable, boolean relu) {
      this.kernel = kernel;
      this.stride = stride;
      this.relu = relu;
      groups = separable ? planes[0] : 1;
      if (separable) {
        weights.add(weight(planes[0], 1, kernel));
        weights.add(weight(planes[1], planes[0], 1));
      } else {
        weights.add(weight(planes[1], planes[0], kernel));
      }
      shift = trained(torch.zeros(planes[1]));
      mean = torch.zeros(planes[1]);
      variance = torch.ones(planes[1]);
    }

    private Tensor weight(int outputs, int inputs, int side) {
      double scale = Math.sqrt(2.0 / (inputs * side * side));
      Tensor random = torch.randn(outputs, inputs, side, side);
      return trained(random.mul(new Scalar(scale)).contiguous(order));
    }

    Tensor of(Tensor input) {
      Tensor x = convolved(input, weights.get(0), stride, kernel / 2, groups);
      x = weights.size() == 1 ? x : convolved(x, weights.get(1), 1, 0, 1);
      Tensor normal =
          torch.batch_norm(
              x,
              new TensorOptional(),
              new TensorOptional(shift),
              new TensorOptional(mean),
              new TensorOptional(variance),
              true,
              MOMENTUM,
              EPSILON,
              false);
      return relu ? torch.relu(normal) : normal;
    }

    private Tensor convolved(Tensor x, Tensor weight, long stride, long padding, long groups) {
      return torch.conv2d(
          x,
          weight,
          new TensorOptional(),
          new long[] {stride, stride},
          new long[] {padding, padding},
          new long[] {1, 1},
          groups);
    }
  }

  private Tensor trained(Tensor tensor) {
    tensor.set_requires_grad(true);
    parameters.add(tensor);
    return tensor;
  }

  /** Makes a step and returns its loss. */
  double step() {
    PointerScope step = new PointerScope();
    try {
      optimizer.zero_grad();
      torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_enabled(DeviceType.CPU, half);
      List<Tensor> fields = fields();
      torch.set_autocast_enabled(DeviceType.CPU, false);
      Tensor loss = loss(fields);
      loss.backward();
      optimizer.step();
      return loss.item_double();
    } finally {
      step.close();
    }
  }

  /** Heat and affinity of each stage, one after the other. */
  private List<Tensor> fields() {
    Tensor x = torch.add(image.mul(new Scalar(2.0 / 255)), new Scalar(-1.0));
    List<Tensor> layers = new ArrayList<>();
    for (Layer layer : trunk) {
      x = layer.of(x);
      layers.add(x);
    }
    Tensor small = torch.max_pool2d(layers.get(3), 2, 2);
    Tensor features = torch.cat(new TensorVector(small, layers.get(7), layers.get(11)), 1);
    List<Tensor> fields = new ArrayList<>();
    x = features;
    for (int stage = 0; stage < STAGES; stage++) {
      Tensor affinity = of(limbs.get(stage), x);
      Tensor heat = of(joints.get(stage), x);
      fields.add(heat);
      fields.add(affinity);
      x = torch.cat(new TensorVector(affinity, heat, features), 1);
    }
    return fields;
  }

  private static Tensor of(List<Layer> layers, Tensor input) {
    Tensor x = input;
    for (Layer layer : layers) {
      x = layer.of(x);
    }
    return x;
  }

  private Tensor loss(List<Tensor> fields) {
    Tensor loss = torch.zeros(1);
    for (int i = 0; i < fields.size(); i++) {
      Tensor error = torch.sub(fields.get(i).to(ScalarType.Float), targets.get(i % 2));
      Tensor part = torch.sum(torch.mul(error.square(), masks.get(i % 2)));
      loss = torch.add(loss, part.mul(new Scalar(0.5 / images)));
    }
    return loss;
  }

  /** Frees everything; on the thread that made it. */
  @Override
  public void close() {
    scope.close();
  }
}
