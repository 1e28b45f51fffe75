package org.jpose.cli.train;

import org.jpose.train.FeatureOptions;
import picocli.CommandLine.Option;

/** How a training whose trunk is frozen keeps what the trunk makes of its samples. */
final class FeatureArguments {
  @Option(
      names = "--feature-cache",
      paramLabel = "SIZE",
      description =
          "With --freeze trunk: room on the disk, in --out, for what the trunk makes of samples"
              + " (default: 8G). More room, more different samples at a time.")
  private String size;

  @Option(
      names = "--feature-uses",
      paramLabel = "N",
      description =
          "With --freeze trunk: how often a sample is learned from before it is out of the cache,"
              + " on average (default: 8). New ones come in all the time.")
  private Integer uses;

  @Option(
      names = "--no-feature-cache",
      description =
          "With --freeze trunk: run the trunk on new samples in every step, which is slower.")
  private boolean none;

  /**
   * The options.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  FeatureOptions options() {
    FeatureOptions options = FeatureOptions.defaults();
    options = size == null ? options : options.withBytes(FeatureOptions.bytes(size));
    options = uses == null ? options : options.withUses(uses);
    return options.withNone(none);
  }
}
