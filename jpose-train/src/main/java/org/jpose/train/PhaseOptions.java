package org.jpose.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A phase of a training: first the heads, then all layers, as a rule.
 *
 * @param part what is trained
 * @param steps how long
 */
public record PhaseOptions(Part part, long steps) {
  /** What a phase trains. */
  public enum Part {
    /** All but the trunk, on cached features. */
    HEADS,
    /** All layers. */
    ALL
  }

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public PhaseOptions {
    if (steps < 1) {
      throw new IllegalArgumentException("a phase of " + steps + " steps, expected 1 or more");
    }
  }

  /**
   * Reads phases, such as {@code heads:20000,all:10000}.
   *
   * @throws IllegalArgumentException if a phase is none
   */
  public static List<PhaseOptions> parse(String text) {
    return Arrays.stream(text.split(",", -1)).map(PhaseOptions::one).toList();
  }

  private static PhaseOptions one(String text) {
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2 && List.of("heads", "all").contains(parts[0])) {
        return new PhaseOptions(
            parts[0].equals("heads") ? Part.HEADS : Part.ALL, Long.parseLong(parts[1]));
      }
    } catch (IllegalArgumentException e) {
      // Told below, with what is expected.
    }
    throw new IllegalArgumentException(
        "phases '" + text + "', expected heads or all and a number of steps, as heads:20000");
  }

  /** As {@link #parse} reads them. */
  static String text(List<PhaseOptions> phases) {
    return phases.stream()
        .map(phase -> phase.part().name().toLowerCase(Locale.ROOT) + ":" + phase.steps())
        .collect(Collectors.joining(","));
  }
}
