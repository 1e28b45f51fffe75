package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jpose.core.pose.Pose;
import org.jpose.spark.LocalSpark;
import org.jpose.spark.Photos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledDriverTest {
  @TempDir Path folder;

  @Test
  void whatAKilledProgramHadWrittenIsKeptAndNothingIsThereTwice() throws Exception {
    SparkPrograms.require();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    List<Path> files = Photos.write(photos, 48);
    Path out = folder.resolve("people");
    List<String> options = List.of("--master", "local[2]");
    List<String> arguments =
        List.of(
            photos.toString(),
            "--out",
            out.toString(),
            "--model",
            "lite",
            "--size",
            "208x184",
            "--chunk",
            "16",
            "--images-per-task",
            "1");
    Process driver = SparkPrograms.submit(folder.resolve("first.log"), options, arguments);
    try {
      StandaloneCluster.await(
          "the first chunk",
          () -> !driver.isAlive() || parts(out) > 0 ? Optional.of(true) : Optional.empty());
      assertTrue(driver.isAlive(), StandaloneCluster.read(folder.resolve("first.log")));
    } finally {
      driver.destroyForcibly().waitFor();
    }
    long kept = parts(out);
    Process again =
        SparkPrograms.submit(
            folder.resolve("again.log"),
            options,
            Stream.concat(arguments.stream(), Stream.of("--resume")).toList());
    String said = SparkPrograms.finish(again, folder.resolve("again.log"));
    assertTrue(kept > 0 && said.contains("of 48 images are done already"), said);
    List<Row> rows =
        LocalSpark.session().read().parquet(out.toString()).sort("path").collectAsList();
    assertEquals(Photos.names(files), rows.stream().map(row -> row.<String>getAs("path")).toList());
    List<List<Pose>> expected = Photos.plainLoop(files, Photos.options());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(expected.get(i), Photos.people(rows.get(i)).orElseThrow());
    }
  }

  private static long parts(Path out) {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).count();
    } catch (IOException e) {
      return 0;
    }
  }
}
