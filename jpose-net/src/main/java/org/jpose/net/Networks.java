package org.jpose.net;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All networks by name. */
public final class Networks {
  private Networks() {}

  private enum Known {
    LITE(List.of(), Lite::graph),
    MOBILENET_THIN(
        List.of("mobilenet"), planes -> MobileNetV1.seed("mobilenet_thin", 0.75, 0.5, planes)),
    MOBILENET_FAST(List.of(), planes -> MobileNetV1.seed("mobilenet_fast", 0.5, 0.5, planes)),
    MOBILENET_ACCURATE(List.of(), planes -> MobileNetV1.seed("mobilenet_accurate", 1, 1, planes)),
    MOBILENET_2018(List.of(), planes -> MobileNetV1.later("mobilenet_2018", 0.75, 1, planes)),
    MOBILENET_2018_FAST(
        List.of(), planes -> MobileNetV1.later("mobilenet_2018_fast", 0.5, 0.5, planes)),
    MOBILENET_2018_ACCURATE(
        List.of(), planes -> MobileNetV1.later("mobilenet_2018_accurate", 1, 1, planes)),
    MOBILENET_V2_LARGE(
        List.of(), planes -> MobileNetV2.graph("mobilenet_v2_large", 1.4, 1, planes)),
    MOBILENET_V2_SMALL(
        List.of(), planes -> MobileNetV2.graph("mobilenet_v2_small", 0.5, 0.5, planes)),
    CMU(List.of("openpose", "vgg"), OpenPose::cmu),
    DSCONV(List.of(), OpenPose::dsconv);

    private final List<String> aliases;
    private final Definition definition;

    Known(List<String> aliases, Definition definition) {
      this.aliases = aliases;
      this.definition = definition;
    }

    String lowerName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private interface Definition {
    Graph graph(FieldChannels planes);
  }

  /** Returns the names of all networks, aliases left out. */
  public static List<String> names() {
    return Stream.of(Known.values()).map(Known::lowerName).toList();
  }

  /**
   * Returns the network of a name or alias ({@code mobilenet} is {@code mobilenet_thin}; {@code
   * openpose} and {@code vgg} are {@code cmu}).
   *
   * @param name name, case does not matter
   * @param planes planes the skeleton asks for
   * @throws IllegalArgumentException if there is no such network; the message has the nearest name
   *     and all others
   */
  public static Graph named(String name, FieldChannels planes) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Known known : Known.values()) {
      if (known.lowerName().equals(wanted) || known.aliases.contains(wanted)) {
        return known.definition.graph(planes);
      }
    }
    Comparator<String> near = Comparator.comparingInt(other -> distance(wanted, other));
    throw new IllegalArgumentException(
        "no network '%s'; did you mean '%s'? Known: %s"
            .formatted(name, names().stream().min(near).orElse(""), String.join(", ", names())));
  }

  /** Edit distance, O(length of a times length of b). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
