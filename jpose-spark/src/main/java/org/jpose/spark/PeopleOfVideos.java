package org.jpose.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds the people of videos, frame by frame. A video is the work of one task, for a person is
 * followed from frame to frame: let there be as many partitions as videos ({@code repartition}).
 * Videos that are not on a local disk are copied to one, and deleted after. Needs FFmpeg's natives
 * on the executors.
 */
public final class PeopleOfVideos {
  private PeopleOfVideos() {}

  /**
   * People of videos.
   *
   * @param files has a column {@code path} of text; others are left out
   * @return a row a frame, in order, as {@link PeopleSchema#frames()}. What breaks a video is its
   *     last row, after the frames before
   * @throws IllegalArgumentException if there is no such column, or it is of another type
   */
  public static Dataset<Row> of(Dataset<Row> files, VideoSettings settings, PeopleOptions options) {
    return of(files, settings, options, PeopleMetrics.register(files.sparkSession()));
  }

  /**
   * The same with numbers of what was done.
   *
   * @param metrics counts while rows are made
   */
  public static Dataset<Row> of(
      Dataset<Row> files, VideoSettings settings, PeopleOptions options, PeopleMetrics metrics) {
    SparkSession spark = files.sparkSession();
    int path = PeopleOfImages.column(files, PeopleSchema.PATH, DataTypes.StringType);
    if (path < 0) {
      throw new IllegalArgumentException(
          "the DataFrame has columns %s, expected 'path'".formatted(List.of(files.columns())));
    }
    MemoryAdvice.log(spark.sparkContext().getConf(), options);
    return files.mapPartitions(
        new VideoPartition(options, settings, metrics, StoredFiles.of(spark.sparkContext()), path),
        Encoders.row(PeopleSchema.frames()));
  }
}
