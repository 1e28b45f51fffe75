package org.jpose.spark;

import java.util.List;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.jpose.core.disk.FileException;
import org.jpose.spark.ImageWorker.Done;
import org.jpose.spark.ImageWorker.Photo;

/**
 * The people of an image file as a function of SQL: {@code jpose_people(content)} makes of bytes a
 * struct of {@link PeopleSchema#found()}; of null, null.
 *
 * <pre>{@code
 * PeopleUdf.register(spark, "jpose_people", PeopleOptions.defaults());
 * spark.sql("SELECT path, jpose_people(content) AS found FROM photos");
 * }</pre>
 */
public final class PeopleUdf implements UDF1<byte[], Row> {
  private static final long serialVersionUID = 1L;
  private static final String CONTENT = "content";

  private final PeopleOptions options;

  /** With the default options, for {@code spark.udf.registerJavaFunction}. */
  public PeopleUdf() {
    this(PeopleOptions.defaults());
  }

  /** With these options. */
  public PeopleUdf(PeopleOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** Registers the function with the default options. */
  public static void register(SparkSession spark, String name) {
    register(spark, name, PeopleOptions.defaults());
  }

  /** Registers the function. */
  public static void register(SparkSession spark, String name, PeopleOptions options) {
    // Spark repeats a function for each field that is taken of what it returns, unless it believes
    // that the second time something else comes out.
    spark
        .udf()
        .register(
            name, functions.udf(new PeopleUdf(options), PeopleSchema.found()).asNondeterministic());
  }

  @Override
  public Row call(byte[] content) {
    if (content == null) {
      return null;
    }
    TaskContext task = TaskContext.get();
    try (SharedModels.Lease lease =
        SharedModels.ofThisExecutor().lease(options.model(), options.estimation())) {
      ImageWorker worker = new ImageWorker(options, lease.estimator(), task);
      Done done = worker.work(List.of(new Photo(CONTENT, most -> atMost(content, most))));
      return done.rows().get(0);
    }
  }

  private static byte[] atMost(byte[] content, long most) {
    if (content.length > most) {
      throw new FileException(
          "%s: has %d bytes, more than the %d that an image within the limit of pixels can have"
              .formatted(CONTENT, content.length, most));
    }
    return content;
  }
}
