package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.pose.Pose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleOfImagesTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void rowsOfBinaryFilesAreThoseOfAPlainLoop() throws Exception {
    List<Path> files = Photos.write(folder, 12);
    Dataset<Row> photos = SPARK.read().format("binaryFile").load(folder.toString());
    Map<String, Row> rows = byPath(PeopleOfImages.of(photos, Photos.options()));
    assertPlainLoop(files, rows);
    Row row = rows.get(Photos.names(files).get(3));
    assertEquals(321, row.<Integer>getAs("width"));
    assertEquals(200, row.<Integer>getAs("height"));
    assertEquals("lite", row.getAs("model"));
    assertNull(row.getAs("error"));
  }

  @Test
  void neitherPartitionsNorBatchesNorWhoReadsTheFilesMatter() throws Exception {
    List<Path> files = Photos.write(folder, 7);
    PeopleOptions batched =
        Photos.options().withEstimation(Photos.options().estimation().withBatch(3));
    for (int partitions : new int[] {1, 3, 7}) {
      Dataset<Row> paths = LocalSpark.files(Photos.names(files), partitions);
      assertPlainLoop(files, byPath(PeopleOfImages.of(paths, batched)));
    }
  }

  @Test
  void rowsSurviveParquet() throws Exception {
    List<Path> files = Photos.write(folder, 3);
    String out = folder.resolve("out").toString();
    PeopleOfImages.of(LocalSpark.files(Photos.names(files), 2), Photos.options())
        .write()
        .parquet(out);
    Dataset<Row> people = SPARK.read().parquet(out);
    assertPlainLoop(files, byPath(people));
    assertEquals(
        List.of(PeopleSchema.images().fieldNames()), List.of(people.schema().fieldNames()));
  }

  @Test
  void badFilesAreRowsWithErrorsAmongGoodOnes() throws Exception {
    List<Path> good = Photos.write(folder, 3);
    Photos.writeBad(folder);
    List<String> found = StoredInputs.images(SPARK, List.of(folder.toString()), false).paths();
    assertEquals(8, found.size(), found.toString());
    Map<String, Row> rows = byPath(PeopleOfImages.of(LocalSpark.files(found, 2), Photos.options()));
    assertPlainLoop(good, rows);
    assertError(rows, "damaged.jpg", "truncated or damaged");
    assertError(rows, "empty.jpg", "is empty (0 bytes)");
    assertError(rows, "text.jpg", "not an image");
    assertError(rows, "huge.png", "limit of 50000000 pixels");
    assertError(rows, "folder.jpg", "is a folder");
    String missing = "file:" + folder.resolve("gone.jpg");
    Row gone =
        byPath(PeopleOfImages.of(LocalSpark.files(List.of(missing), 1), Photos.options()))
            .get(missing);
    assertEquals(missing + ": no such file; check the name", gone.getAs("error"));
  }

  @Test
  void aBadFileFailsTheJobIfThatIsWanted() throws Exception {
    List<Path> files = List.of(Photos.write(folder, 1).get(0), Photos.writeBad(folder).get(1));
    Dataset<Row> people =
        PeopleOfImages.of(
            LocalSpark.files(Photos.names(files), 1), Photos.options().withFailOnError(true));
    Exception failure = assertThrows(Exception.class, people::collectAsList);
    assertTrue(
        failure.getMessage().contains("empty.jpg: is empty (0 bytes)"), failure.getMessage());
  }

  @Test
  void accumulatorsTellWhatWasDone() throws Exception {
    List<Path> files = Photos.write(folder, 5);
    List<String> names = new java.util.ArrayList<>(Photos.names(files));
    names.add("file:" + folder.resolve("gone.jpg"));
    PeopleMetrics metrics = PeopleMetrics.register(SPARK);
    PeopleOfImages.of(LocalSpark.files(names, 2), Photos.options(), metrics).collectAsList();
    int people = Photos.plainLoop(files, Photos.options()).stream().mapToInt(List::size).sum();
    assertTrue(people > 0);
    assertEquals(5, metrics.images().value());
    assertEquals(people, metrics.people().value().intValue());
    assertEquals(1, metrics.errors().value());
    assertTrue(metrics.networkSeconds().value() > 0);
  }

  @Test
  void tasksOfAnExecutorShareOneModel() throws Exception {
    List<Path> files = Photos.write(folder, 6);
    PeopleOfImages.of(LocalSpark.files(Photos.names(files), 6), Photos.options()).collectAsList();
    assertEquals(1, SharedModels.ofThisExecutor().size());
    PeopleOptions other = PeopleOptions.defaults().withEstimation(Photos.options().estimation());
    PeopleOfImages.of(LocalSpark.files(Photos.names(files), 1), other).collectAsList();
    assertEquals(1, SharedModels.ofThisExecutor().size());
  }

  @Test
  void wrongColumnsAreToldBeforeAnythingRuns() {
    Dataset<Row> numbers = SPARK.range(3).toDF("number");
    IllegalArgumentException missing =
        assertThrows(
            IllegalArgumentException.class,
            () -> PeopleOfImages.of(numbers, PeopleOptions.defaults()));
    assertEquals(
        "the DataFrame has columns [number], expected 'path' and, if it has the bytes, 'content'",
        missing.getMessage());
    IllegalArgumentException type =
        assertThrows(
            IllegalArgumentException.class,
            () -> PeopleOfImages.of(numbers.toDF("path"), PeopleOptions.defaults()));
    assertEquals("column 'path' is of bigint, expected string", type.getMessage());
  }

  private static void assertError(Map<String, Row> rows, String name, String expected) {
    Row row =
        rows.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("/" + name))
            .findFirst()
            .orElseThrow()
            .getValue();
    String error = row.getAs("error");
    assertNotNull(error, name);
    assertTrue(error.startsWith(row.getAs("path")) && error.contains(expected), error);
    assertFalse(error.contains("\n"), error);
    assertNull(row.getAs("people"), "never 0 people for what could not be read");
    assertNull(row.getAs("width"));
  }

  private static void assertPlainLoop(List<Path> files, Map<String, Row> rows) {
    List<List<Pose>> expected = Photos.plainLoop(files, Photos.options());
    assertTrue(expected.stream().mapToInt(List::size).sum() >= files.size(), "a test of nobody");
    List<String> names = Photos.names(files);
    for (int i = 0; i < files.size(); i++) {
      Row row = rows.get(names.get(i));
      assertNotNull(row, names.get(i) + " in " + rows.keySet());
      assertEquals(expected.get(i), Photos.people(row).orElseThrow(), names.get(i));
    }
  }

  private static Map<String, Row> byPath(Dataset<Row> people) {
    Map<String, Row> rows = new HashMap<>();
    for (Row row : people.collectAsList()) {
      assertNull(rows.put(row.getAs("path"), row), "a row twice: " + row);
    }
    return rows;
  }
}
