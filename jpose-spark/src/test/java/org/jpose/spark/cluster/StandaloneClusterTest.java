package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Pose;
import org.jpose.spark.LocalSpark;
import org.jpose.spark.PeopleOptions;
import org.jpose.spark.Photos;
import org.jpose.testkit.SharedFolder;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A master and two workers as processes, jpose by spark-submit with a model that is shipped, an
 * executor killed in the middle: some dozen photos; with {@code -Psoak} 2,000 of the shared
 * folder's.
 */
class StandaloneClusterTest {
  private static final boolean SOAK = Boolean.getBoolean("jpose.soak");
  private static final int MANY = 2000;
  private static final String WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

  @TempDir Path folder;

  @Test
  void aJobOfWhichAnExecutorIsKilledFindsWhatAPlainLoopFinds() throws Exception {
    SparkPrograms.require();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    List<Path> good = SOAK ? shared(photos) : Photos.write(photos, 40);
    // Only a reader of our own jar reads it, which Java looks for with the right class loader only.
    good.add(Files.write(photos.resolve("zz.webp"), Base64.getDecoder().decode(WEBP)));
    List<Path> bad = Photos.writeBad(photos);
    Path out = folder.resolve("people");
    Path model = Files.write(folder.resolve("own.onnx"), ModelZoo.load(Photos.MODEL));
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"), 2)) {
      Path log = folder.resolve("driver.log");
      Process driver =
          SparkPrograms.submit(
              log,
              List.of("--master", cluster.address(), "--executor-memory", "768m"),
              List.of(
                  photos.toString(),
                  "--out",
                  out.toString(),
                  "--model",
                  "lite",
                  "--size",
                  size(),
                  "--images-per-task",
                  SOAK ? "32" : "4"));
      try {
        StandaloneCluster.await(
            "two executors at work",
            () -> {
              boolean ended = !driver.isAlive();
              boolean working =
                  cluster.executors().size() == 2 && cluster.finishedTasks() >= (SOAK ? 8 : 2);
              return ended || working ? Optional.of(working) : Optional.empty();
            });
        assertTrue(driver.isAlive(), "ended too soon: " + StandaloneCluster.read(log));
        ProcessHandle executor = cluster.executors().get(0);
        assertTrue(executor.destroyForcibly(), "SIGKILL");
        executor.onExit().join();
        assertTrue(driver.waitFor(SOAK ? 40 : 10, TimeUnit.MINUTES), StandaloneCluster.read(log));
      } finally {
        driver.destroyForcibly();
      }
      String said = StandaloneCluster.read(log);
      assertEquals(0, driver.exitValue(), said);
      assertTrue(said.contains("Lost executor"), "the executor was not missed: " + said);
      assertTrue(
          cluster.matches(Pattern.compile("images, \\d+ people, \\d+ errors")) > 0,
          "executors say what they have done");
      assertRows(good, bad, out);
    }
  }

  private static String size() {
    return SOAK ? "432x368" : "208x184";
  }

  private static List<Path> shared(Path photos) throws Exception {
    Path images = SharedFolder.require("data/coco_mini/train2017");
    List<Path> links = new ArrayList<>();
    try (Stream<Path> all = Files.list(images)) {
      for (Path image : all.sorted().limit(MANY).toList()) {
        links.add(Files.createSymbolicLink(photos.resolve(image.getFileName()), image));
      }
    }
    return links;
  }

  private static void assertRows(List<Path> good, List<Path> bad, Path out) {
    PeopleOptions options =
        Photos.options()
            .withEstimation(EstimatorOptions.defaults().withSize(NetworkSize.parse(size())));
    List<Row> rows =
        LocalSpark.session().read().parquet(out.toString()).sort("path").collectAsList();
    assertEquals(good.size() + bad.size(), rows.size(), "one row an input");
    List<Row> found = rows.stream().filter(row -> row.getAs("error") == null).toList();
    List<String> names = Photos.names(good.stream().sorted().toList());
    assertEquals(names, found.stream().map(row -> row.<String>getAs("path")).toList());
    List<List<Pose>> expected = Photos.plainLoop(good.stream().sorted().toList(), options);
    assertFalse(expected.stream().allMatch(List::isEmpty), "a test of nobody");
    for (int i = 0; i < found.size(); i++) {
      assertEquals(expected.get(i), Photos.people(found.get(i)).orElseThrow(), names.get(i));
    }
    for (Path file : bad) {
      Row row =
          rows.stream()
              .filter(r -> r.<String>getAs("path").equals("file:" + file))
              .findFirst()
              .orElseThrow();
      assertNotNull(row.getAs("error"));
    }
  }
}
