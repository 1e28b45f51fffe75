package org.jpose.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When a training saves and measures itself.
 *
 * @param every steps between checkpoints
 * @param validateEvery steps between validations; empty for an epoch, at least 200
 * @param keep checkpoints to keep beside the best
 */
public record SavingOptions(long every, OptionalLong validateEvery, int keep) {
  private static final int EVERY = 1000;
  private static final int FEWEST_TO_VALIDATE = 200;
  private static final int KEEP = 2;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public SavingOptions {
    Training.requirePositive("steps between checkpoints", every);
    validateEvery.ifPresent(steps -> Training.requirePositive("steps between validations", steps));
    Training.requirePositive("checkpoints to keep", keep);
  }

  /** Every 1000 steps; two checkpoints beside the best. */
  public static SavingOptions defaults() {
    return new SavingOptions(EVERY, OptionalLong.empty(), KEEP);
  }

  /** What differs from the usual, by the program's names. */
  Map<String, String> settings() {
    SavingOptions usual = defaults();
    Map<String, String> settings = new LinkedHashMap<>();
    if (every != usual.every) {
      settings.put("save-every", String.valueOf(every));
    }
    validateEvery.ifPresent(steps -> settings.put("validate-every", String.valueOf(steps)));
    if (keep != usual.keep) {
      settings.put("keep", String.valueOf(keep));
    }
    return settings;
  }

  /** What {@link #settings} tells of. */
  static SavingOptions told(Map<String, String> settings) {
    SavingOptions usual = defaults();
    return new SavingOptions(
        Long.parseLong(settings.getOrDefault("save-every", String.valueOf(usual.every))),
        settings.containsKey("validate-every")
            ? OptionalLong.of(Long.parseLong(settings.get("validate-every")))
            : OptionalLong.empty(),
        Integer.parseInt(settings.getOrDefault("keep", String.valueOf(usual.keep))));
  }

  /** Steps between validations where an epoch has so many. */
  long validateEvery(int stepsPerEpoch) {
    return validateEvery.orElse(Math.max(FEWEST_TO_VALIDATE, stepsPerEpoch));
  }
}
