package org.jpose.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.data.loader.Recipe;
import picocli.CommandLine.Option;

/** What the fields look like that a network is to learn. */
final class TargetArguments {
  private static final EncoderOptions USUAL = EncoderOptions.defaults();

  /** Names of {@code --unknown-joints}. */
  enum Unknown {
    MASKED(UnknownJoints.MASKED),
    NEGATIVE(UnknownJoints.NEGATIVE);

    private final UnknownJoints meaning;

    Unknown(UnknownJoints meaning) {
      this.meaning = meaning;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--sigma",
      paramLabel = "X",
      description =
          "Standard deviation of a joint in its heatmap, in pixels of --input (default: 8, as"
              + " tf-openpose; lite was trained with 7).")
  private double sigma = USUAL.sigma();

  @Option(
      names = "--limb-width",
      paramLabel = "X",
      description =
          "Half the width of a limb in its affinity field, in pixels of --input (default: 8).")
  private double limbWidth = USUAL.limbWidth();

  @Option(
      names = "--limb-extension",
      paramLabel = "X",
      description = "How far a limb goes on beyond its joints there (default: 0; lite: 4).")
  private double limbExtension = USUAL.limbExtension();

  @Option(
      names = "--unknown-joints",
      paramLabel = "NAME",
      description =
          "Where a joint of a labelled person has no label: masked, no loss near that person; or"
              + " negative, there is none, as tf-openpose and CMU (default: masked).")
  private Unknown unknownJoints = Unknown.MASKED;

  /**
   * A recipe with these targets.
   *
   * @throws IllegalArgumentException if a width makes no sense
   */
  Recipe in(Recipe recipe) {
    return recipe
        .withEncoder(new EncoderOptions(sigma, limbWidth, limbExtension))
        .withUnknownJoints(unknownJoints.meaning);
  }

  /** What differs from the defaults, by the options' names. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (sigma != USUAL.sigma()) {
      settings.put("sigma", String.valueOf(sigma));
    }
    if (limbWidth != USUAL.limbWidth()) {
      settings.put("limb-width", String.valueOf(limbWidth));
    }
    if (limbExtension != USUAL.limbExtension()) {
      settings.put("limb-extension", String.valueOf(limbExtension));
    }
    if (unknownJoints != Unknown.MASKED) {
      settings.put("unknown-joints", unknownJoints.toString());
    }
    return settings;
  }
}
