package org.jpose.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.features.FeatureTerms;
import picocli.CommandLine.Option;

/** How a training whose trunk is frozen keeps what the trunk makes of its samples. */
final class FeatureArguments {
  private static final String UNITS = "KMGT";

  @Option(
      names = "--feature-cache",
      paramLabel = "SIZE",
      description =
          "With --freeze trunk: room on the disk, in --output, for what the trunk makes of samples"
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
   * The terms, if features are to be kept.
   *
   * @param options tell whether the trunk is frozen
   * @throws IllegalArgumentException if a value makes no sense, or the trunk is not frozen
   */
  Optional<FeatureTerms> terms(TrainingOptions options) {
    boolean asked = size != null || uses != null;
    if (asked && none) {
      throw new IllegalArgumentException(
          "--no-feature-cache excludes --feature-cache and --feature-uses");
    }
    if (options.trunkRate() != 0) {
      requireFrozen(false);
      return Optional.empty();
    }
    FeatureTerms terms = FeatureTerms.defaults();
    terms = size == null ? terms : terms.withBytes(bytes(size));
    terms = uses == null ? terms : terms.withUses(uses);
    return none ? Optional.empty() : Optional.of(terms);
  }

  /**
   * Checks that the options have something to do with the training.
   *
   * @param frozen whether the trunk is frozen, in a phase at least
   * @throws IllegalArgumentException if they have not
   */
  void requireFrozen(boolean frozen) {
    if (!frozen && (size != null || uses != null || none)) {
      throw new IllegalArgumentException(
          "--feature-cache, --feature-uses and --no-feature-cache go with --freeze trunk");
    }
  }

  /** What the weights depend on, by the options' names; nothing where no features are kept. */
  Map<String, String> settings(Optional<FeatureTerms> terms) {
    Map<String, String> settings = new LinkedHashMap<>();
    terms.ifPresent(
        kept -> {
          settings.put("feature-cache", String.valueOf(kept.bytes()));
          settings.put("feature-uses", String.valueOf(kept.uses()));
        });
    return settings;
  }

  /** A number of bytes, such as {@code 500M} or {@code 8G}. */
  static long bytes(String text) {
    String upper = text.trim().toUpperCase(Locale.ROOT).replaceFirst("I?B$", "");
    int unit = upper.isEmpty() ? -1 : UNITS.indexOf(upper.charAt(upper.length() - 1));
    try {
      double number = Double.parseDouble(unit < 0 ? upper : upper.substring(0, upper.length() - 1));
      double bytes = number * Math.pow(1024, unit + 1);
      if (bytes >= 1 && bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    } catch (NumberFormatException e) {
      // Told below, with what is expected.
    }
    throw new IllegalArgumentException(
        "size '" + text + "', expected a number with K, M, G or T behind it, such as 8G");
  }
}
