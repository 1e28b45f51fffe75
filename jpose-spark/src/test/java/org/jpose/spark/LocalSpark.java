package org.jpose.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark in this JVM, with two threads, for all tests of it. */
public final class LocalSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .appName("jpose tests")
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/none")
          .config("spark.sql.shuffle.partitions", "2")
          .getOrCreate();

  private LocalSpark() {}

  public static SparkSession session() {
    return SESSION;
  }

  /** A DataFrame of paths, in so many partitions. */
  public static Dataset<Row> files(List<String> paths, int partitions) {
    return StoredInputs.files(SESSION, paths, partitions);
  }
}
