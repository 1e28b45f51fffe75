package org.jpose.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jpose.core.disk.FileException;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/**
 * People as OpenPose writes them: a file an image, {@code NAME_keypoints.json}, or a frame, {@code
 * NAME_000000000012_keypoints.json}, in folders as the images are.
 */
public final class OpenPoseFiles {
  private static final int DIGITS = 12;

  private OpenPoseFiles() {}

  /**
   * Writes people; rows with an error have no file.
   *
   * @param people rows of {@link PeopleSchema#images()} or {@link PeopleSchema#frames()}, best
   *     stored ones: they are asked for more than once
   * @param folder where to write, as Hadoop names folders
   * @throws FileException if two images of one folder differ in their extensions only, so that
   *     one's file would replace the other's, or a file cannot be written
   */
  public static void write(Dataset<Row> people, String folder) {
    boolean video = List.of(people.columns()).contains(PeopleSchema.FRAME);
    String column = video ? PeopleSchema.FILE : PeopleSchema.PATH;
    Dataset<Row> good = people.where(functions.col(PeopleSchema.ERROR).isNull());
    requireOneFileEach(good, column);
    OutputFolder out =
        new OutputFolder(folder, StoredFiles.of(people.sparkSession().sparkContext()));
    good.foreachPartition(new Files(CommonFolder.of(good, column), out));
  }

  private static void requireOneFileEach(Dataset<Row> people, String column) {
    Column stem = functions.regexp_replace(functions.col(column), "\\.[^./]*$", "");
    Dataset<Row> twice =
        people
            .groupBy(stem.as("stem"))
            .agg(functions.min(column).as("a"), functions.max(column).as("b"))
            .where("a <> b")
            .limit(1);
    for (Row row : twice.collectAsList()) {
      throw new FileException(
          "%s: its file would replace that of %s; rename one, or write another format"
              .formatted(row.getString(1), row.getString(2)));
    }
  }

  private record Files(CommonFolder images, OutputFolder out)
      implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) {
      Iterable<Row> all = () -> rows;
      StreamSupport.stream(all.spliterator(), false)
          .map(PeopleRows::read)
          .flatMap(Optional::stream)
          .forEach(this::write);
    }

    private void write(ImageResult result) {
      String frame =
          result.frame().map(f -> "_" + "0".repeat(padding(f.number())) + f.number()).orElse("");
      String name = images.stem(result.file()) + frame + "_keypoints.json";
      out.write(
          name,
          stream -> {
            try (ResultWriter writer = ResultFormat.OPENPOSE.open(stream, name)) {
              writer.write(result);
              writer.complete();
            }
          });
    }

    private static int padding(long number) {
      return Math.max(0, DIGITS - Long.toString(number).length());
    }
  }
}
