package org.jpose.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The phases of a training: first the heads, then all layers, as a rule. */
final class PhaseArguments {
  @Option(
      names = "--phases",
      paramLabel = "WHAT:STEPS,...",
      description =
          "Phases of one run, instead of --steps: heads, with the trunk frozen (on cached features),"
              + " or all layers; each with its own course of the rate, as heads:20000,all:10000. --lr"
              + " then takes a rate for each, --trunk-lr goes for all.")
  private String phases;

  /** What a phase trains. */
  enum Part {
    HEADS,
    ALL
  }

  /**
   * A phase as asked for.
   *
   * @param part what is trained
   * @param steps how long
   */
  record Asked(Part part, long steps) {}

  boolean given() {
    return phases != null;
  }

  /**
   * The phases in order; none if there is nothing but the run itself.
   *
   * @throws IllegalArgumentException if a phase is none
   */
  List<Asked> asked() {
    return given()
        ? Arrays.stream(phases.split(",", -1)).map(PhaseArguments::phase).toList()
        : List.of();
  }

  private static Asked phase(String text) {
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2 && List.of("heads", "all").contains(parts[0])) {
        long steps = Long.parseLong(parts[1]);
        if (steps > 0) {
          return new Asked(parts[0].equals("heads") ? Part.HEADS : Part.ALL, steps);
        }
      }
    } catch (NumberFormatException e) {
      // Told below, with what is expected.
    }
    throw new IllegalArgumentException(
        "--phases '" + text + "', expected heads or all and a number of steps, as heads:20000");
  }

  /** As run.json has it. */
  String settings() {
    return asked().stream()
        .map(phase -> phase.part().name().toLowerCase(Locale.ROOT) + ":" + phase.steps())
        .collect(Collectors.joining(","));
  }
}
