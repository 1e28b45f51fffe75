package org.jpose.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds the people of image files.
 *
 * <pre>{@code
 * Dataset<Row> photos = spark.read().format("binaryFile").load("s3a://archive/photos");
 * Dataset<Row> people = PeopleOfImages.of(photos, PeopleOptions.defaults());
 * people.write().parquet("s3a://archive/people");
 * }</pre>
 *
 * <p>An executor opens the model once for all its tasks; a task uses as many threads as {@code
 * spark.task.cpus} gives it. Nothing is done before an action asks for rows. Rows come in the order
 * of the files, and are the same whatever the partitions, threads and batches.
 */
public final class PeopleOfImages {
  private PeopleOfImages() {}

  /**
   * People of images.
   *
   * @param files has a column {@code path} of text, which names an image in rows and errors, and,
   *     as Spark's source {@code binaryFile}, a column {@code content} of its bytes; without one
   *     executors read the files themselves
   * @return a row an image, as {@link PeopleSchema#images()}
   * @throws IllegalArgumentException if there is no such column, or it is of another type
   */
  public static Dataset<Row> of(Dataset<Row> files, PeopleOptions options) {
    return of(files, options, PeopleMetrics.register(files.sparkSession()));
  }

  /**
   * The same with numbers of what was done.
   *
   * @param metrics counts while rows are made
   */
  public static Dataset<Row> of(Dataset<Row> files, PeopleOptions options, PeopleMetrics metrics) {
    SparkSession spark = files.sparkSession();
    int path = column(files, PeopleSchema.PATH, DataTypes.StringType);
    if (path < 0) {
      throw new IllegalArgumentException(
          "the DataFrame has columns %s, expected 'path' and, if it has the bytes, 'content'"
              .formatted(List.of(files.columns())));
    }
    int content = column(files, PeopleSchema.CONTENT, DataTypes.BinaryType);
    MemoryAdvice.log(spark.sparkContext().getConf(), options);
    return files.mapPartitions(
        new ImagePartition(options, metrics, StoredFiles.of(spark.sparkContext()), path, content),
        Encoders.row(PeopleSchema.images()));
  }

  /** Number of a column; -1 if there is none of that name. */
  static int column(Dataset<Row> files, String name, DataType type) {
    int index = List.of(files.columns()).indexOf(name);
    if (index >= 0 && !files.schema().fields()[index].dataType().equals(type)) {
      throw new IllegalArgumentException(
          "column '%s' is of %s, expected %s"
              .formatted(
                  name,
                  files.schema().fields()[index].dataType().simpleString(),
                  type.simpleString()));
    }
    return index;
  }
}
