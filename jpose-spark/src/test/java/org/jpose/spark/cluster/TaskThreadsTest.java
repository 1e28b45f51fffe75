package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jpose.core.pose.Pose;
import org.jpose.spark.LocalSpark;
import org.jpose.spark.Photos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskThreadsTest {
  @TempDir Path folder;

  @Test
  void aTaskOfTwoCpusFindsTheSame() throws Exception {
    SparkPrograms.require();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    List<Path> files = Photos.write(photos, 21);
    Files.write(photos.resolve("empty.jpg"), new byte[0]);
    Path out = folder.resolve("people");
    Path log = folder.resolve("log");
    Process driver =
        SparkPrograms.submit(
            log,
            List.of("--master", "local[2]", "--conf", "spark.task.cpus=2"),
            List.of(
                photos.toString(),
                "--out",
                out.toString(),
                "--model",
                "lite",
                "--size",
                "208x184",
                "--batch",
                "2",
                "--images-per-task",
                "100"));
    SparkPrograms.finish(driver, log);
    List<Row> rows = LocalSpark.session().read().parquet(out.toString()).collectAsList();
    List<Row> good =
        rows.stream()
            .filter(row -> row.getAs("error") == null)
            .sorted((a, b) -> a.<String>getAs("path").compareTo(b.getAs("path")))
            .toList();
    assertEquals(files.size() + 1, rows.size());
    List<List<Pose>> expected = Photos.plainLoop(files, Photos.options());
    for (int i = 0; i < good.size(); i++) {
      assertEquals(expected.get(i), Photos.people(good.get(i)).orElseThrow());
    }
  }
}
