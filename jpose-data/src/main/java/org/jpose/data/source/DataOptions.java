package org.jpose.data.source;

import java.util.Objects;
import java.util.Optional;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.lmdb.LmdbOptions;

/**
 * How data of any format is opened.
 *
 * @param split of a COCO folder: its name, or the beginning of it; all if empty
 * @param labels which labels count
 * @param lmdb how an LMDB is read
 * @param skeleton convention to convert to; the data's own if empty
 * @param allowsOutside whether labels may name images anywhere: else those of COCO and MPII lie in
 *     the data set, those of results in their folder or the working folder, or below
 */
public record DataOptions(
    Optional<String> split,
    LabelOptions labels,
    LmdbOptions lmdb,
    Optional<Skeleton> skeleton,
    boolean allowsOutside) {
  public DataOptions {
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(lmdb, "lmdb");
    Objects.requireNonNull(skeleton, "skeleton");
  }

  /** Everything, as it is. */
  public static DataOptions defaults() {
    return new DataOptions(
        Optional.empty(), LabelOptions.defaults(), LmdbOptions.defaults(), Optional.empty(), false);
  }

  /** The same for one split. */
  public DataOptions withSplit(String newSplit) {
    return withSplit(Optional.of(newSplit));
  }

  /** The same with other labels. */
  public DataOptions withLabels(LabelOptions newLabels) {
    return new DataOptions(split, newLabels, lmdb, skeleton, allowsOutside);
  }

  /** The same with other options of an LMDB. */
  public DataOptions withLmdb(LmdbOptions newLmdb) {
    return new DataOptions(split, labels, newLmdb, skeleton, allowsOutside);
  }

  /** The same converted to a skeleton. */
  public DataOptions withSkeleton(Skeleton newSkeleton) {
    return new DataOptions(split, labels, lmdb, Optional.of(newSkeleton), allowsOutside);
  }

  /** The same for one split, or all if empty. */
  public DataOptions withSplit(Optional<String> newSplit) {
    return new DataOptions(newSplit, labels, lmdb, skeleton, allowsOutside);
  }
}
