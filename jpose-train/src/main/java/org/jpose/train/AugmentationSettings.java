package org.jpose.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;

/**
 * An augmentation in a run's record: its name, the probability of a mosaic where that is another,
 * and of one that is otherwise none of {@link Augmentations} its text, which cannot be read back.
 */
final class AugmentationSettings {
  private static final String NAME = "augment";
  private static final String MOSAIC = "mosaic";
  private static final String TEXT = "augment-text";

  private AugmentationSettings() {}

  static Map<String, String> of(Augmentation augmentation) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(NAME, augmentation.name());
    if (!Augmentations.names().contains(augmentation.name())) {
      settings.put(TEXT, augmentation.toString());
      return settings;
    }
    Augmentation known = Augmentations.named(augmentation.name());
    if (augmentation.mosaic() != known.mosaic()) {
      settings.put(MOSAIC, String.valueOf(augmentation.mosaic()));
    }
    if (!augmentation.toString().equals(known.withMosaic(augmentation.mosaic()).toString())) {
      settings.put(TEXT, augmentation.toString());
    }
    return settings;
  }

  /** Whether {@link #told} makes the same of it. */
  static boolean areWhole(Map<String, String> settings) {
    return !settings.containsKey(TEXT);
  }

  /**
   * What {@link #of} tells of.
   *
   * @throws IllegalArgumentException if there is no such augmentation
   */
  static Augmentation told(Map<String, String> settings) {
    Augmentation known = Augmentations.named(settings.get(NAME));
    return settings.containsKey(MOSAIC)
        ? known.withMosaic(Double.parseDouble(settings.get(MOSAIC)))
        : known;
  }
}
