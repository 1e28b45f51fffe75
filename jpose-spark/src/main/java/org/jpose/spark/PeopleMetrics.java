package org.jpose.spark;

import java.io.Serializable;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.jpose.core.Counted;

/**
 * What executors have done, as Spark's accumulators: they are in its web page as well. Work of
 * tasks that succeeded counts; where Spark repeats a task that had succeeded, as after the loss of
 * its machine, it counts again.
 *
 * @param images images or frames in which people were looked for
 * @param people people found
 * @param errors files that could not be done
 * @param networkSeconds seconds in the network, of all threads together
 */
public record PeopleMetrics(
    LongAccumulator images,
    LongAccumulator people,
    LongAccumulator errors,
    DoubleAccumulator networkSeconds)
    implements Serializable {
  /** New ones, named {@code jpose images} and so on. */
  public static PeopleMetrics register(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    return new PeopleMetrics(
        context.longAccumulator("jpose images"),
        context.longAccumulator("jpose people"),
        context.longAccumulator("jpose errors"),
        context.doubleAccumulator("jpose seconds in the network"));
  }

  /** Counts; for the task's own thread. */
  void add(int moreImages, int morePeople, int moreErrors, double moreSeconds) {
    images.add(moreImages);
    people.add(morePeople);
    errors.add(moreErrors);
    networkSeconds.add(moreSeconds);
  }

  /** In one line. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s, %s, %s, %.1f s in the network",
        Counted.of(images.sum(), "image"),
        Counted.people(people.sum()),
        Counted.of(errors.sum(), "error"),
        networkSeconds.sum());
  }
}
