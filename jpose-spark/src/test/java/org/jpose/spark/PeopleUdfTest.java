package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.pose.Pose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleUdfTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void sqlFindsThePeopleOfAPlainLoop() throws Exception {
    List<Path> files = Photos.write(folder, 4);
    Files.write(folder.resolve("text.jpg"), new byte[] {1, 2, 3});
    PeopleUdf.register(SPARK, "jpose_people", Photos.options());
    SPARK.read().format("binaryFile").load(folder.toString()).createOrReplaceTempView("photos");
    List<Row> rows =
        SPARK
            .sql(
                "SELECT path, found.* FROM (SELECT path, jpose_people(content) AS found FROM"
                    + " photos) ORDER BY path")
            .collectAsList();
    List<List<Pose>> expected = Photos.plainLoop(files, Photos.options());
    for (int i = 0; i < files.size(); i++) {
      assertEquals(Photos.names(files).get(i), rows.get(i).getString(0));
      assertEquals(expected.get(i), Photos.people(rows.get(i)).orElseThrow());
    }
    assertTrue(rows.get(4).<String>getAs("error").startsWith("content: not an image"));
    assertNull(rows.get(4).getAs("people"));
    long people =
        SPARK
            .sql(
                "SELECT explode(found.people) FROM (SELECT jpose_people(content) AS found FROM"
                    + " photos)")
            .count();
    assertEquals(expected.stream().mapToInt(List::size).sum(), people);
  }

  @Test
  void ofNothingThereIsNothing() {
    PeopleUdf.register(SPARK, "jpose_people", Photos.options());
    assertTrue(SPARK.sql("SELECT jpose_people(CAST(NULL AS BINARY))").head().isNullAt(0));
  }

  /** As registerJavaFunction of PySpark does it. */
  @Test
  void theFunctionHasAConstructorForPySpark() throws Exception {
    SPARK
        .udf()
        .register(
            "jpose_default",
            PeopleUdf.class.getDeclaredConstructor().newInstance(),
            PeopleSchema.found());
    Path file = Photos.write(folder, 1).get(0);
    SPARK.read().format("binaryFile").load(file.toString()).createOrReplaceTempView("one");
    Row found = SPARK.sql("SELECT jpose_default(content) FROM one").head().getStruct(0);
    assertEquals("base", found.getAs("model"));
    assertTrue(found.getList(found.fieldIndex("people")).size() > 0);
  }
}
