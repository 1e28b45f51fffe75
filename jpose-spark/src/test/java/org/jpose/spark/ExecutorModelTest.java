package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.ModelFormatException;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorModelTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  /** Files that a session ships must be there as long as it is; all tests share one. */
  private static Path shipped() throws IOException {
    return Files.createDirectories(Path.of("target", "shipped"));
  }

  @Test
  void aFileIsShippedAndFindsTheSame() throws Exception {
    Path file = Files.write(shipped().resolve("own.onnx"), ModelZoo.load(Photos.MODEL));
    ExecutorModel own = ExecutorModel.find(SPARK, file.toString());
    assertEquals(64, own.sha256().length());
    List<Path> photos = Photos.write(folder, 2);
    List<Row> rows =
        PeopleOfImages.of(
                LocalSpark.files(Photos.names(photos), 2), Photos.options().withModel(own))
            .collectAsList();
    assertEquals(file.toString(), rows.get(0).getAs("model"));
    for (int i = 0; i < photos.size(); i++) {
      assertEquals(
          Photos.plainLoop(photos, Photos.options()).get(i),
          Photos.people(rows.get(i)).orElseThrow());
    }
  }

  @Test
  void anotherFileThanTheDriversIsRefusedByEachExecutor() throws Exception {
    Path file = Files.write(shipped().resolve("changed.onnx"), ModelZoo.load(Photos.MODEL));
    ExecutorModel.find(SPARK, file.toString());
    ExecutorModel expected = new ExecutorModel("own", "changed.onnx", "0".repeat(64));
    List<Path> photos = Photos.write(folder, 1);
    Exception failure =
        assertThrows(
            Exception.class,
            () ->
                PeopleOfImages.of(
                        LocalSpark.files(Photos.names(photos), 1),
                        Photos.options().withModel(expected))
                    .collectAsList());
    assertTrue(
        failure.getMessage().contains("but the driver's model has 0000"), failure.getMessage());
  }

  @Test
  void whatIsNoModelIsToldByTheDriver() {
    ModelFormatException missing =
        assertThrows(ModelFormatException.class, () -> ExecutorModel.find(SPARK, "none.onnx"));
    assertTrue(
        missing.getMessage().startsWith("none.onnx: neither a file, nor a model that comes with"),
        missing.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ExecutorModel.embedded("none"));
  }
}
