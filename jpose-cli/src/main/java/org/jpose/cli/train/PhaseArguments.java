package org.jpose.cli.train;

import java.util.List;
import org.jpose.train.PhaseOptions;
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

  /**
   * The phases in order; none if there is nothing but the run itself.
   *
   * @throws IllegalArgumentException if a phase is none
   */
  List<PhaseOptions> options() {
    return phases == null ? List.of() : PhaseOptions.parse(phases);
  }
}
