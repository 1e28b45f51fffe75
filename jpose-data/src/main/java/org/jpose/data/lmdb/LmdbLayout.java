package org.jpose.data.lmdb;

import java.util.Arrays;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/** The two kinds of records CMU made. */
public enum LmdbLayout {
  /** COCO's 17 joints; blue, green, red, metadata, {@code mask_miss}, {@code mask_all}. */
  COCO("COCO", Skeletons.COCO17, 6),
  /** MPII's 16 joints; the same planes without {@code mask_all}. */
  MPI("MPI", Skeletons.MPII, 5);

  private final String prefix;
  private final Skeleton skeleton;
  private final int planes;

  LmdbLayout(String prefix, Skeleton skeleton, int planes) {
    this.prefix = prefix;
    this.skeleton = skeleton;
    this.planes = planes;
  }

  /** Joints of a record, in their order. */
  public Skeleton skeleton() {
    return skeleton;
  }

  /** Planes of a record. */
  int planes() {
    return planes;
  }

  /** The data set's name in a record. */
  String dataset(boolean validation) {
    return validation && this == COCO ? prefix + "_val" : prefix;
  }

  /**
   * The layout of records of a data set.
   *
   * @throws IllegalArgumentException if the name begins like none of them
   */
  static LmdbLayout of(String dataset) {
    return Arrays.stream(values())
        .filter(layout -> dataset.startsWith(layout.prefix))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the data set is called '%s', expected a name beginning with COCO or MPI"
                        .formatted(dataset)));
  }
}
