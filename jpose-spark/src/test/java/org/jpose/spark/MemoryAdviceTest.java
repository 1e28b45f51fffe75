package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MemoryAdviceTest {
  private static final PeopleOptions OPTIONS = PeopleOptions.defaults();

  @Test
  void littleMemoryIsTold() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("yarn")
            .set("spark.executor.cores", "8")
            .set("spark.executor.memory", "1g");
    List<String> advice = MemoryAdvice.of(conf, OPTIONS);
    assertEquals(2, advice.size(), advice.toString());
    assertTrue(advice.get(0).contains("set spark.executor.memory=2048m"), advice.get(0));
    assertTrue(advice.get(1).contains("set spark.executor.memoryOverhead="), advice.get(1));
  }

  @Test
  void enoughMemoryIsNoWord() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("k8s://https://example.org")
            .set("spark.executor.cores", "8")
            .set("spark.executor.memory", "4g")
            .set("spark.executor.memoryOverhead", "4g");
    assertEquals(List.of(), MemoryAdvice.of(conf, OPTIONS));
  }

  @Test
  void aStandaloneClusterLimitsNoOverhead() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://127.0.0.1:7077")
            .set("spark.executor.cores", "1")
            .set("spark.executor.memory", "1g");
    assertEquals(List.of(), MemoryAdvice.of(conf, OPTIONS));
    List<String> large = MemoryAdvice.of(conf, OPTIONS.withMaxPixels(500_000_000));
    assertTrue(large.get(0).contains("images of up to 500 megapixels in 1 threads"), large.get(0));
  }

  @Test
  void whatIsTheMastersNumberOfThreadsIsSeen() {
    for (String master : List.of("local", "local[3]", "local[*]", "local[2,4]")) {
      MemoryAdvice.of(new SparkConf(false).setMaster(master), OPTIONS);
    }
  }
}
