package org.jpose.weights.convert;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How programs name the tensors of a layer and lay them out, as data. A tensor's name is a layer's
 * name and an ending; the ending tells what the tensor is.
 */
final class TensorNaming {
  private TensorNaming() {}

  /** How a tensor lies in its file. */
  enum Layout {
    /** {@code [outputs, inputs / groups, row, column]}, or a vector. */
    OURS,
    /** {@code [row, column, inputs, outputs]}; depthwise {@code [row, column, channels, times]}. */
    TENSORFLOW
  }

  /**
   * What an ending stands for.
   *
   * @param ending end of a tensor's name, its separator included
   * @param part what the network calls it
   * @param layout how it lies in the file
   */
  record Rule(String ending, String part, Layout layout) {}

  /**
   * A tensor that belongs to a layer.
   *
   * @param layer the layer's name in the file, with all its scopes
   * @param rule what it is of the layer
   */
  record Place(String layer, Rule rule) {}

  /**
   * Tensors that are no weights of a network.
   *
   * @param names their names
   * @param what they are
   */
  private record LeftOut(Pattern names, String what) {}

  static final String WEIGHT = "weight";
  static final String BIAS = "bias";
  static final String GAMMA = "bn.gamma";
  static final String BETA = "bn.beta";
  static final String MEAN = "bn.mean";
  static final String VARIANCE = "bn.var";
  static final String RUNNING_MEAN = ".running_mean";

  private static final List<Rule> RULES =
      List.of(
          // jpose, and PyTorch, whose norms are layers of their own
          new Rule(".bn.gamma", GAMMA, Layout.OURS),
          new Rule(".bn.beta", BETA, Layout.OURS),
          new Rule(".bn.mean", MEAN, Layout.OURS),
          new Rule(".bn.var", VARIANCE, Layout.OURS),
          new Rule(RUNNING_MEAN, MEAN, Layout.OURS),
          new Rule(".running_var", VARIANCE, Layout.OURS),
          new Rule(".weight", WEIGHT, Layout.OURS),
          new Rule(".bias", BIAS, Layout.OURS),
          // Caffe, whose tensors have numbers
          new Rule("/blob0", WEIGHT, Layout.OURS),
          new Rule("/blob1", BIAS, Layout.OURS),
          // TensorFlow, and the dictionaries made for it
          new Rule("/BatchNorm/gamma", GAMMA, Layout.TENSORFLOW),
          new Rule("/BatchNorm/beta", BETA, Layout.TENSORFLOW),
          new Rule("/BatchNorm/moving_mean", MEAN, Layout.TENSORFLOW),
          new Rule("/BatchNorm/moving_variance", VARIANCE, Layout.TENSORFLOW),
          new Rule("/depthwise_weights", WEIGHT, Layout.TENSORFLOW),
          new Rule("/weights", WEIGHT, Layout.TENSORFLOW),
          new Rule("/biases", BIAS, Layout.TENSORFLOW),
          new Rule("/scale", GAMMA, Layout.TENSORFLOW),
          new Rule("/offset", BETA, Layout.TENSORFLOW),
          new Rule("/mean", MEAN, Layout.TENSORFLOW),
          new Rule("/variance", VARIANCE, Layout.TENSORFLOW),
          // VGG dictionaries: a list of two arrays per layer
          new Rule("/0", WEIGHT, Layout.TENSORFLOW),
          new Rule("/1", BIAS, Layout.TENSORFLOW));

  /** Constants that jpose puts into every model file. */
  static final String NOT_WORTH_A_NOTE = "";

  private static final List<LeftOut> LEFT_OUT =
      List.of(
          new LeftOut(
              Pattern.compile(
                  ".*/(Adam|Adam_1|RMSProp|RMSProp_1|Momentum|Adagrad|ExponentialMovingAverage)"),
              "an optimizer's"),
          new LeftOut(
              Pattern.compile(
                  "(.*/)?(global_step|beta1_power|beta2_power|learning_rate)(_\\d+)?"
                      + "|.*\\.num_batches_tracked"),
              "counters"),
          new LeftOut(
              Pattern.compile(
                  "(.*/)?Mobilenet(V1/Conv2d_1[23]_|V2/expanded_conv_1[3-6]/|V2/Conv_1/|V[12]/Logits/)"
                      + ".*"),
              "of an ImageNet classifier, behind the trunk"),
          new LeftOut(Pattern.compile("constant(_\\d+)?"), NOT_WORTH_A_NOTE));

  /**
   * PyTorch modules that jpose has in one node: a module's number, and what the node's name has in
   * its place. {@code P.0} and {@code P.1} are the convolution and norm of {@code P}; in separable
   * convolutions {@code P.0} and {@code P.1} are those of {@code P.depthwise}, {@code P.3} and
   * {@code P.4}, or without norms {@code P.2}, those of {@code P.pointwise}.
   */
  private record Module(String number, String node) {}

  private static final List<Module> MODULES =
      List.of(
          new Module(".0", ""),
          new Module(".1", ""),
          new Module(".0", ".depthwise"),
          new Module(".1", ".depthwise"),
          new Module(".2", ".pointwise"),
          new Module(".3", ".pointwise"),
          new Module(".4", ".pointwise"));

  /** Returns what the network may call a layer, the likeliest first. */
  static Stream<String> nodes(String layer) {
    return Stream.concat(
        Stream.of(layer),
        MODULES.stream()
            .filter(module -> layer.endsWith(module.number()))
            .map(
                module ->
                    layer.substring(0, layer.length() - module.number().length()) + module.node()));
  }

  /** Returns what a name says; empty if no rule knows it. */
  static Optional<Place> place(String name) {
    for (Rule rule : RULES) {
      if (name.length() > rule.ending().length() && name.endsWith(rule.ending())) {
        String layer = name.substring(0, name.length() - rule.ending().length());
        return Optional.of(new Place(layer, rule));
      }
    }
    return Optional.empty();
  }

  /** Returns what kind of tensor it is if it is none of a network's. */
  static Optional<String> leftOut(String name) {
    return LEFT_OUT.stream()
        .filter(kind -> kind.names().matcher(name).matches())
        .map(LeftOut::what)
        .findFirst();
  }
}
