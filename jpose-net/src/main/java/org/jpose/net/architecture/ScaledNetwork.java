package org.jpose.net.architecture;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;

/**
 * A network on a MobileNet of any width.
 *
 * <p>Its name is {@code FAMILY_WIDTH_HEADS}, such as {@code mobilenet_v2_1.4_0.5}; tf-pose's {@code
 * mobilenet_v2_w1.4_r0.5} is the same.
 *
 * @param family what is scaled
 * @param width factor on the channels of the trunk
 * @param headWidth factor on the channels of the stages
 */
record ScaledNetwork(Family family, double width, double headWidth) {
  private static final double NARROWEST = 0.1;
  private static final double WIDEST = 4;
  private static final Pattern NAME =
      Pattern.compile(
          "(mobilenet(?:_2018|_v2)?)_w?(\\d{1,3}(?:\\.\\d*)?)_r?(\\d{1,3}(?:\\.\\d*)?)");

  /** The names tf-pose published some widths under. */
  private static final Map<String, ScaledNetwork> PUBLISHED =
      Map.of(
          "mobilenet_thin", new ScaledNetwork(Family.MOBILENET, 0.75, 0.5),
          "mobilenet_fast", new ScaledNetwork(Family.MOBILENET, 0.5, 0.5),
          "mobilenet_accurate", new ScaledNetwork(Family.MOBILENET, 1, 1),
          "mobilenet_2018", new ScaledNetwork(Family.MOBILENET_2018, 0.75, 1),
          "mobilenet_2018_fast", new ScaledNetwork(Family.MOBILENET_2018, 0.5, 0.5),
          "mobilenet_2018_accurate", new ScaledNetwork(Family.MOBILENET_2018, 1, 1),
          "mobilenet_v2_large", new ScaledNetwork(Family.MOBILENET_V2, 1.4, 1),
          "mobilenet_v2_small", new ScaledNetwork(Family.MOBILENET_V2, 0.5, 0.5));

  /** What is the same at every width. */
  enum Family {
    MOBILENET("mobilenet", MobileNetV1::seed),
    MOBILENET_2018("mobilenet_2018", MobileNetV1::later),
    MOBILENET_V2("mobilenet_v2", MobileNetV2::graph);

    private final String prefix;
    private final Definition definition;

    Family(String prefix, Definition definition) {
      this.prefix = prefix;
      this.definition = definition;
    }
  }

  private interface Definition {
    Graph graph(String name, double width, double headWidth, FieldChannels planes);
  }

  /**
   * Returns the network of a name in lower case, or nothing if the name is of another kind.
   *
   * @throws IllegalArgumentException if a width is out of bounds
   */
  static Optional<ScaledNetwork> named(String name) {
    if (PUBLISHED.containsKey(name)) {
      return Optional.of(PUBLISHED.get(name));
    }
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    for (Family family : Family.values()) {
      if (family.prefix.equals(parts.group(1))) {
        return Optional.of(
            new ScaledNetwork(family, width(name, parts.group(2)), width(name, parts.group(3))));
      }
    }
    return Optional.empty();
  }

  private static double width(String name, String text) {
    double width = Double.parseDouble(text);
    if (width < NARROWEST || width > WIDEST) {
      throw new IllegalArgumentException(
          "network '%s': width %s, must be from %s to %s".formatted(name, text, NARROWEST, WIDEST));
    }
    return width;
  }

  /** Returns the name it was published under, or else its systematic one. */
  String name() {
    return PUBLISHED.entrySet().stream()
        .filter(entry -> entry.getValue().equals(this))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(family.prefix + "_" + width + "_" + headWidth);
  }

  Graph graph(FieldChannels planes) {
    return family.definition.graph(name(), width, headWidth, planes);
  }
}
