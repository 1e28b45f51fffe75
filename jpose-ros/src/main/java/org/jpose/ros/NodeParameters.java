package org.jpose.ros;

import java.util.Optional;
import org.jpose.ros.node.RosNode;

/**
 * The parameters of tf-pose's node, as launch files set them.
 *
 * @param camera topic of the pictures
 * @param model name of the model
 * @param resolution size at which the network sees pictures, as {@code 432x368}
 * @param resizeOutRatio how many times maps are enlarged, by decoders that do it
 */
public record NodeParameters(
    Optional<String> camera,
    Optional<String> model,
    Optional<String> resolution,
    Optional<Integer> resizeOutRatio) {

  /**
   * Asks the master.
   *
   * @throws IllegalArgumentException if {@code ~resize_out_ratio} is no number
   */
  public static NodeParameters of(RosNode node) {
    return new NodeParameters(
        text(node, "~camera"),
        text(node, "~model"),
        text(node, "~resolution"),
        text(node, "~resize_out_ratio").map(NodeParameters::times));
  }

  private static Optional<String> text(RosNode node, String name) {
    return node.parameter(name).map(Object::toString).filter(text -> !text.isBlank());
  }

  private static int times(String text) {
    try {
      return (int) Math.round(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter ~resize_out_ratio is '" + text + "', expected a number such as 4.0", e);
    }
  }
}
