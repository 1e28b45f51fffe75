package org.jpose.cli.train;

import java.util.Optional;
import org.jpose.train.TrainingStart;
import picocli.CommandLine.Option;

/** Which network is trained, and the weights it begins with. */
final class StartArguments {
  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "The network: a name such as mobilenet_thin ('jpose models show NAME' describes it), or a"
              + " file of jpose's whose network and weights are to be trained further.")
  private String model;

  @Option(
      names = "--pretrained",
      paramLabel = "FILE|NAME|RUN",
      description =
          "Begin with these weights, of any program ('jpose convert --help' lists the kinds), of a"
              + " model that is here, or of a run's best checkpoint (default: random).")
  private String pretrained;

  @Option(
      names = "--partial",
      description = "Take of --pretrained what fits by name and shape, and list the rest.")
  private boolean partial;

  @Option(names = "--backbone-only", description = "Take of --pretrained the trunk only.")
  private boolean backboneOnly;

  /**
   * The start.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  TrainingStart options() {
    return new TrainingStart(model, Optional.ofNullable(pretrained), partial, backboneOnly);
  }
}
