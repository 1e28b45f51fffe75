package org.jpose.cli.arguments;

import java.util.Optional;
import org.jpose.data.lmdb.LmdbOptions;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.LabelOptions;
import org.jpose.data.source.SkeletonFile;
import picocli.CommandLine.Option;

/** Which labelled images are read, and what of their labels counts. */
public final class DataArguments {
  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "Of a COCO folder: this split, or those whose names begin so, such as val (default:"
              + " all).")
  private String split;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Take the first N images only, of an LMDB the first N records (default: all).")
  private Integer limit;

  @Option(names = "--only-with-people", description = "Pass over images without a labelled person.")
  private boolean onlyWithPeople;

  @Option(
      names = "--min-joints",
      paramLabel = "N",
      description = "Leave people with fewer labelled joints out of the loss (default: 1).")
  private int minimumJoints = LabelOptions.defaults().minimumJoints();

  @Option(
      names = "--absent-below",
      paramLabel = "X",
      description = "Joints of a model less sure than this are not labelled (default: 0.12).")
  private float absentBelow = LabelOptions.defaults().absentBelow();

  @Option(
      names = "--sure-from",
      paramLabel = "X",
      description =
          "Joints of a model at least so sure are labelled; near those between there is no loss"
              + " (default: 0.25).")
  private float sureFrom = LabelOptions.defaults().sureFrom();

  @Option(
      names = "--skeleton",
      paramLabel = "NAME|FILE",
      description =
          "Convert people to this skeleton: coco17, coco18, body25, mpii, or a JSON file (default:"
              + " the labels' own).")
  private String skeleton;

  @Option(
      names = "--allow-outside",
      description =
          "Read images that COCO's or MPII's annotations name outside of the data set, or results"
              + " outside of their folder and the working folder, as /photos/1.jpg or ../1.jpg; for"
              + " files you trust.")
  private boolean allowsOutside;

  @Option(
      names = "--zero-based",
      description =
          "LMDB: take places as they are, as CMU's COCO records need it; else 1 is taken off.")
  private boolean zeroBased;

  /**
   * The options.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  public DataOptions options() {
    LabelOptions labels =
        LabelOptions.defaults()
            .withMinimumJoints(minimumJoints)
            .withConfidence(absentBelow, sureFrom)
            .withOnlyWithPeople(onlyWithPeople);
    LmdbOptions lmdb = LmdbOptions.defaults().withFirstPixel(zeroBased ? 0 : 1);
    if (limit != null) {
      labels = labels.withLimit(limit);
      lmdb = lmdb.withLimit(limit);
    }
    return new DataOptions(
        Optional.ofNullable(split),
        labels,
        lmdb,
        Optional.ofNullable(skeleton).map(SkeletonFile::named),
        allowsOutside);
  }
}
