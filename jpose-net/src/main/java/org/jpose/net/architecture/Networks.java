package org.jpose.net.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.NearNames;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;

/** All networks by name. */
public final class Networks {
  private static final List<String> NAMES =
      List.of(
          "base",
          "lite",
          "lightweight",
          "mobilenet_thin",
          "mobilenet_fast",
          "mobilenet_accurate",
          "mobilenet_2018",
          "mobilenet_2018_fast",
          "mobilenet_2018_accurate",
          "mobilenet_v2_large",
          "mobilenet_v2_1.4_0.5",
          "mobilenet_v2_1.0_1.0",
          "mobilenet_v2_1.0_0.75",
          "mobilenet_v2_1.0_0.5",
          "mobilenet_v2_0.75_0.75",
          "mobilenet_v2_small",
          "cmu",
          "dsconv");

  private Networks() {}

  /** Returns the names of all networks, aliases and unpublished widths left out. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Returns the network of a name or alias ({@code mobilenet} is {@code mobilenet_thin}; {@code
   * openpose} and {@code vgg} are {@code cmu}).
   *
   * <p>The MobileNets are there in any width: {@code mobilenet_WIDTH_HEADS}, {@code
   * mobilenet_2018_WIDTH_HEADS} and {@code mobilenet_v2_WIDTH_HEADS} have {@code WIDTH} times the
   * channels in the trunk and {@code HEADS} times those of CMU's network in the stages, such as
   * {@code mobilenet_v2_1.0_0.75}; both from 0.1 to 4. A width that has a name, such as {@code
   * mobilenet_v2_large}, gives the network of that name.
   *
   * @param name name, case does not matter
   * @param planes planes the skeleton asks for
   * @throws IllegalArgumentException if there is no such network (the message has the nearest name
   *     and all others) or a width is out of bounds
   */
  public static Graph named(String name, FieldChannels planes) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "base" -> Base.graph(planes);
      case "lite" -> Lite.graph(planes);
      case "lightweight" -> Lightweight.graph(planes);
      case "cmu", "openpose", "vgg" -> OpenPose.cmu(planes);
      case "dsconv" -> OpenPose.dsconv(planes);
      case "mobilenet" -> named("mobilenet_thin", planes);
      default -> ScaledNetwork.named(wanted).orElseThrow(() -> unknown(name, wanted)).graph(planes);
    };
  }

  /**
   * Returns a skeleton's network of a name or alias.
   *
   * @throws IllegalArgumentException as {@link #named(String, FieldChannels)}
   */
  public static Graph named(String name, Skeleton skeleton) {
    return named(name, FieldChannels.of(skeleton));
  }

  /** The same where there may be none of the name. */
  public static Optional<Graph> find(String name, Skeleton skeleton) {
    try {
      return Optional.of(named(name, skeleton));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static IllegalArgumentException unknown(String name, String wanted) {
    return new IllegalArgumentException(
        "no network '%s'%s Known: %s; the MobileNets in any width, as mobilenet_v2_0.75_0.5"
            .formatted(name, near(wanted), String.join(", ", names())));
  }

  private static String near(String wanted) {
    List<String> known = new ArrayList<>(names());
    known.add("mobilenet");
    String question = NearNames.question(wanted, known);
    return question.isEmpty() ? "." : question;
  }
}
