package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CancelledJobTest {
  private static final int PHOTOS = 5000;
  private static final AtomicInteger PULLED = new AtomicInteger();
  private static final CountDownLatch AT_WORK = new CountDownLatch(10);

  @TempDir Path folder;

  /** Spark's default, by which the thread of a task is not interrupted. */
  @Test
  void tasksEndSoonAfterTheirJobIsCancelled() throws Exception {
    List<Path> files = Photos.write(folder, 4);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < PHOTOS; i++) {
      names.addAll(Photos.names(files.subList(i % 4, i % 4 + 1)));
    }
    Dataset<Row> counted =
        LocalSpark.files(names, 2)
            .as(Encoders.STRING())
            .map((MapFunction<String, String>) CancelledJobTest::pulled, Encoders.STRING())
            .toDF("path");
    SparkContext context = LocalSpark.session().sparkContext();
    CountDownLatch ended = new CountDownLatch(2);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            ended.countDown();
          }
        };
    context.addSparkListener(listener);
    Thread job =
        new Thread(
            () -> {
              context.setJobGroup("cancelled", "", false);
              PeopleOfImages.of(counted, Photos.options()).foreach(row -> {});
            });
    job.setUncaughtExceptionHandler((thread, error) -> {});
    job.start();
    try {
      assertTrue(AT_WORK.await(2, TimeUnit.MINUTES));
      context.cancelJobGroup("cancelled");
      assertTrue(ended.await(1, TimeUnit.MINUTES), "the tasks went on");
      job.join();
      assertTrue(PULLED.get() < PHOTOS / 2, PULLED + " photos were done all the same");
    } finally {
      context.removeSparkListener(listener);
    }
  }

  private static String pulled(String name) {
    PULLED.incrementAndGet();
    AT_WORK.countDown();
    return name;
  }
}
