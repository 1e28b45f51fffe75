package org.jpose.weights.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.weights.Tensor;

/**
 * Translates the nodes that {@link OnnxOperations} writes back to a network. A value whose name has
 * a {@code #} is a step within a node; a node with weights has the name these begin with.
 */
final class OnnxTranslator {
  private static final String OPERATIONS =
      "Add, BatchNormalization, Cast, Clip, Concat, Conv, Elu, Identity, InstanceNormalization,"
          + " MaxPool, Mul, Relu, Resize, Shape, Slice";
  private static final int FLOAT = 1;
  private static final int MOST_SUMMANDS = 1000;

  private final OnnxNetwork net;

  OnnxTranslator(OnnxNetwork net) {
    this.net = net;
  }

  void add(OnnxNode node) {
    if (node.type().equals("Cast")) {
      cast(node);
    } else {
      net.put(node, translate(node));
    }
  }

  private OnnxValue translate(OnnxNode node) {
    return switch (node.type()) {
      case "Conv" -> convolution(node);
      case "BatchNormalization" -> norm(node, BatchNorm.Statistics.RUNNING);
      case "InstanceNormalization" -> norm(node, BatchNorm.Statistics.BATCH);
      case "Relu" -> activation(node, Activation.RELU);
      case "Elu" -> activation(node, Activation.ELU);
      case "Clip" -> clip(node);
      case "Identity" ->
          net.add(node.output(), new Operation.Activate(Activation.NONE), net.planes(node, 0));
      case "Add" -> net.isConstant(node, 1) ? shifted(node) : sum(node);
      case "Mul" -> scaled(node);
      case "Concat" -> concat(node);
      case "MaxPool" -> maxPool(node);
      case "Resize" -> resize(node);
      case "Shape" -> sizes(node);
      case "Slice" -> slice(node);
      default -> throw node.fault("is not one that jpose writes; these are %s", OPERATIONS);
    };
  }

  private void cast(OnnxNode node) {
    node.requireOnly("to");
    if (node.integer("to") != FLOAT) {
      throw node.fault("casts to type %d, expected float (%d)", node.integer("to"), FLOAT);
    }
    net.alias(node);
  }

  private static String stem(OnnxNode node, String weight, String suffix) {
    int at = weight.lastIndexOf(suffix);
    return at > 0 ? weight.substring(0, at) : node.owner();
  }

  private OnnxValue convolution(OnnxNode node) {
    node.requireOnly("kernel_shape", "strides", "pads", "auto_pad", "dilations", "group");
    Handle from = net.planes(node, 0);
    Tensor weight = net.floats(node, 1);
    String name = stem(node, net.constantName(node, 1), ".weight");
    boolean biased = !node.input(2).isEmpty();
    long groups = node.integer("group");
    if (weight.shape().size() != 4
        || weight.shape().get(0) < 1
        || groups < 1
        || groups > weight.shape().get(0)
        || weight.shape().get(0) % groups != 0) {
      throw node.fault("has weights of shape %s in %d groups", weight.shape(), groups);
    }
    net.weight(node, name + ".weight", weight);
    if (biased) {
      net.weight(node, name + ".bias", net.floats(node, 2));
    }
    if (node.padsUnevenly()) {
      net.padsUnevenly(name);
    }
    Operation.Convolution convolution =
        Operation.Convolution.of(weight.shape().get(0), 1)
            .withWindow(node.window(true))
            .withGroups((int) groups)
            .withBias(biased);
    return node.within("conv")
        ? new OnnxValue.Convolved(name, from, convolution)
        : net.add(name, convolution, from);
  }

  private OnnxValue norm(OnnxNode node, BatchNorm.Statistics statistics) {
    node.requireOnly("epsilon");
    String beta = net.constantName(node, 2);
    boolean gamma = net.constantName(node, 1).contains(".bn.gamma");
    BatchNorm norm = new BatchNorm(Math.max(0, node.real("epsilon")), gamma, statistics);
    boolean convolved = net.value(node, 0) instanceof OnnxValue.Convolved;
    String name =
        net.value(node, 0) instanceof OnnxValue.Convolved steps
            ? steps.name()
            : stem(node, beta, ".bn.beta");
    if (gamma) {
      net.weight(node, name + ".bn.gamma", net.floats(node, 1));
    } else {
      requireOnes(node);
    }
    net.weight(node, name + ".bn.beta", net.floats(node, 2));
    if (statistics == BatchNorm.Statistics.RUNNING) {
      net.weight(node, name + ".bn.mean", net.floats(node, 3));
      net.weight(node, name + ".bn.var", net.floats(node, 4));
    }
    if (!convolved) {
      return net.add(name, new Operation.Normalize(norm), net.planes(node, 0));
    }
    OnnxValue.Convolved steps = (OnnxValue.Convolved) net.value(node, 0);
    Operation.Convolution normed = steps.convolution().withNorm(norm);
    return node.within("norm")
        ? new OnnxValue.Convolved(name, steps.from(), normed)
        : net.add(name, normed, steps.from());
  }

  private void requireOnes(OnnxNode node) {
    for (float factor : net.floats(node, 1).data()) {
      if (factor != 1) {
        throw node.fault("has factor %s in '%s', expected ones", factor, node.input(1));
      }
    }
  }

  private OnnxValue activation(OnnxNode node, Activation activation) {
    node.requireOnly();
    OnnxValue from = net.value(node, 0);
    if (from instanceof OnnxValue.Convolved steps) {
      Operation.Convolution activated = steps.convolution().withActivation(activation);
      return net.add(steps.name(), activated, steps.from());
    }
    if (from instanceof OnnxValue.Sum sum) {
      Handle[] parts = sum.parts().toArray(Handle[]::new);
      return net.add(node.output(), new Operation.Add(activation), parts);
    }
    return net.add(node.output(), new Operation.Activate(activation), net.planes(node, 0));
  }

  private OnnxValue clip(OnnxNode node) {
    double low = net.scalar(node, 1);
    double high = net.scalar(node, 2);
    if (low != 0 || high != 6) {
      throw node.fault("clips to %s..%s, expected 0..6", low, high);
    }
    return activation(node, Activation.RELU6);
  }

  private OnnxValue scaled(OnnxNode node) {
    node.requireOnly();
    OnnxValue value = net.value(node, 0);
    OnnxValue from =
        value instanceof OnnxValue.Image ? value : new OnnxValue.Planes(net.planes(node, 0));
    return new OnnxValue.Scaled(from, node.owner(), net.scalar(node, 1));
  }

  /** The image's own scaling has a name of its own; other scalings end with the node's name. */
  private OnnxValue shifted(OnnxNode node) {
    node.requireOnly();
    double shift = net.scalar(node, 1);
    OnnxValue value = net.value(node, 0);
    if (value instanceof OnnxValue.Image && node.within("shifted")) {
      return new OnnxValue.Planes(net.image(node, node.owner(), 1, shift));
    }
    if (!(value instanceof OnnxValue.Scaled scaled)) {
      throw node.fault("adds a number to planes, expected only after a product with one");
    }
    if (scaled.from() instanceof OnnxValue.Image && node.within("shifted")) {
      return new OnnxValue.Planes(net.image(node, scaled.name(), scaled.scale(), shift));
    }
    Handle from =
        scaled.from() instanceof OnnxValue.Planes planes
            ? planes.handle()
            : net.image(node, "image", 1, 0);
    return net.add(scaled.name(), new Operation.Affine(scaled.scale(), shift), from);
  }

  private OnnxValue sum(OnnxNode node) {
    node.requireOnly();
    List<Handle> parts = new ArrayList<>();
    if (net.value(node, 0) instanceof OnnxValue.Sum sum) {
      parts.addAll(sum.parts());
    } else {
      parts.add(net.planes(node, 0));
    }
    parts.add(net.planes(node, 1));
    if (parts.size() > MOST_SUMMANDS) {
      throw node.fault("is a sum of more than %d values", MOST_SUMMANDS);
    }
    return node.within("sum")
        ? new OnnxValue.Sum(List.copyOf(parts))
        : net.add(node.output(), new Operation.Add(Activation.NONE), parts.toArray(Handle[]::new));
  }

  private OnnxValue concat(OnnxNode node) {
    node.requireOnly("axis");
    long axis = node.integer("axis");
    if (axis == 1) {
      Handle[] inputs = new Handle[node.inputs().size()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = net.planes(node, i);
      }
      return net.add(node.output(), new Operation.Concat(), inputs);
    }
    if (axis == 0
        && node.inputs().size() == 2
        && net.value(node, 0) instanceof OnnxValue.Sizes first
        && net.value(node, 1) instanceof OnnxValue.Sizes last
        && !first.grid()
        && last.grid()) {
      return new OnnxValue.Target(first.of(), last.of());
    }
    throw node.fault("joins along axis %d, expected channels (1) or the sizes of a resize", axis);
  }

  private OnnxValue sizes(OnnxNode node) {
    node.requireOnly("start", "end");
    long start = node.integer("start");
    long end = node.integer("end");
    if (end - start != 2 || (start != 0 && start != 2)) {
      throw node.fault("takes sizes %d to %d, expected 0 to 2 or 2 to 4", start, end);
    }
    return new OnnxValue.Sizes(net.planes(node, 0), start == 2);
  }

  private OnnxValue maxPool(OnnxNode node) {
    node.requireOnly("kernel_shape", "strides", "pads", "auto_pad");
    if (node.padsUnevenly()) {
      net.padsUnevenly(node.output());
    }
    return net.add(node.output(), new Operation.MaxPool(node.window(false)), net.planes(node, 0));
  }

  private OnnxValue resize(OnnxNode node) {
    node.requireOnly("mode", "coordinate_transformation_mode");
    Interpolation interpolation =
        switch (node.text("coordinate_transformation_mode")) {
          case "half_pixel" -> Interpolation.HALF_PIXEL;
          case "asymmetric" -> Interpolation.ASYMMETRIC;
          case "align_corners" -> Interpolation.ALIGN_CORNERS;
          default ->
              throw node.fault(
                  "has coordinate_transformation_mode '%s'",
                  node.text("coordinate_transformation_mode"));
        };
    Handle from = net.planes(node, 0);
    if (!node.text("mode").equals("linear") || !node.input(1).isEmpty()) {
      throw node.fault(
          "has mode '%s' and region '%s', expected linear and none",
          node.text("mode"), node.input(1));
    }
    if (!node.input(2).isEmpty()) {
      float[] scales = net.floats(node, 2).data();
      boolean whole =
          scales.length == 4
              && scales[0] == 1
              && scales[1] == 1
              && scales[2] == scales[3]
              && scales[2] == (short) scales[2]
              && scales[2] >= 2;
      if (!whole || !node.input(3).isEmpty()) {
        throw node.fault("has scales that are not 1, 1 and twice a whole number above 1");
      }
      return net.add(node.output(), new Operation.Upsample((int) scales[2], interpolation), from);
    }
    if (net.value(node, 3) instanceof OnnxValue.Target target && target.of().equals(from)) {
      return net.add(node.output(), new Operation.ResizeLike(interpolation), from, target.like());
    }
    throw node.fault("resizes to '%s', expected the size of other planes", node.input(3));
  }

  private OnnxValue slice(OnnxNode node) {
    node.requireOnly();
    long from = net.integer(node, 1);
    long to = net.integer(node, 2);
    if (net.integer(node, 3) != 1 || from < 0 || to <= from || to > Integer.MAX_VALUE) {
      throw node.fault("takes %d to %d, expected a range of channels", from, to);
    }
    return net.add(
        node.output(), new Operation.Slice((int) from, (int) (to - from)), net.planes(node, 0));
  }
}
