package org.jpose.cli.train;

import java.util.Locale;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.train.TrainingSamples;
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
          "Standard deviation of a joint in its heatmap, in pixels of --size (default: 8, as"
              + " tf-openpose; lite was trained with 7).")
  private double sigma = USUAL.sigma();

  @Option(
      names = "--limb-width",
      paramLabel = "X",
      description =
          "Half the width of a limb in its affinity field, in pixels of --size (default: 8).")
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
   * Samples with these targets.
   *
   * @throws IllegalArgumentException if a width makes no sense
   */
  TrainingSamples in(TrainingSamples samples) {
    return samples.withTargets(
        new EncoderOptions(sigma, limbWidth, limbExtension), unknownJoints.meaning);
  }
}
