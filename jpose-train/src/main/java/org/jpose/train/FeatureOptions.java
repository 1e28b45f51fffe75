package org.jpose.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.features.FeatureTerms;

/**
 * How a training whose trunk is frozen keeps what the trunk makes of its samples.
 *
 * @param bytes room on the disk; empty for 8 GiB
 * @param uses how often a sample is learned from on average; empty for 8 times
 * @param none whether nothing is kept: the trunk then runs on new samples in every step
 */
public record FeatureOptions(OptionalLong bytes, OptionalInt uses, boolean none) {
  private static final String UNITS = "KMGT";

  /**
   * Checks that the options go together.
   *
   * @throws IllegalArgumentException if there is room for nothing
   */
  public FeatureOptions {
    if (none && (bytes.isPresent() || uses.isPresent())) {
      throw new IllegalArgumentException(
          "a training without a feature cache has no room and no uses for one; leave them away");
    }
  }

  /** 8 GiB, each sample used 8 times, where the trunk is frozen. */
  public static FeatureOptions defaults() {
    return new FeatureOptions(OptionalLong.empty(), OptionalInt.empty(), false);
  }

  /** The same with other room. */
  public FeatureOptions withBytes(long newBytes) {
    return new FeatureOptions(OptionalLong.of(newBytes), uses, none);
  }

  /** The same with other uses. */
  public FeatureOptions withUses(int newUses) {
    return new FeatureOptions(bytes, OptionalInt.of(newUses), none);
  }

  /** The same with or without features that are kept. */
  public FeatureOptions withNone(boolean newNone) {
    return new FeatureOptions(bytes, uses, newNone);
  }

  /**
   * The terms, if features are to be kept.
   *
   * @param options tell whether the trunk is frozen
   * @throws IllegalArgumentException if the trunk is not frozen and something is asked for
   */
  Optional<FeatureTerms> terms(TrainingOptions options) {
    if (options.trunkRate() != 0) {
      requireFrozen(false);
      return Optional.empty();
    }
    FeatureTerms terms = FeatureTerms.defaults();
    terms = bytes.isEmpty() ? terms : terms.withBytes(bytes.getAsLong());
    terms = uses.isEmpty() ? terms : terms.withUses(uses.getAsInt());
    return none ? Optional.empty() : Optional.of(terms);
  }

  /**
   * Checks that the options have something to do with the training.
   *
   * @param frozen whether the trunk is frozen, in a phase at least
   * @throws IllegalArgumentException if they have not
   */
  void requireFrozen(boolean frozen) {
    if (!frozen && !equals(defaults())) {
      throw new IllegalArgumentException(
          "a feature cache goes with a frozen trunk; freeze the trunk, or say nothing of the cache");
    }
  }

  /** What the weights depend on, by the program's names; nothing where no features are kept. */
  static Map<String, String> settings(Optional<FeatureTerms> terms) {
    Map<String, String> settings = new LinkedHashMap<>();
    terms.ifPresent(
        kept -> {
          settings.put("feature-cache", String.valueOf(kept.bytes()));
          settings.put("feature-uses", String.valueOf(kept.uses()));
        });
    return settings;
  }

  /**
   * A number of bytes, such as {@code 500M} or {@code 8G}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long bytes(String text) {
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
