package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.pose.Pose;
import org.jpose.spark.PeopleOptions;
import org.jpose.spark.Photos;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented example in Python, where there is a PySpark. */
class PySparkTest {
  private static final String EXAMPLE = "jpose-spark/src/test/python/people.py";

  @TempDir Path folder;

  @Test
  void theExampleFindsThePeopleOfAPlainLoop() throws Exception {
    SparkPrograms.require();
    Assumptions.assumeTrue(
        hasPySpark(), "skipped: python3 has no pyspark, which is in no Maven repository");
    Path photos = Files.createDirectory(folder.resolve("photos"));
    List<Path> files = Photos.write(photos, 3);
    Path log = folder.resolve("python.log");
    Process python =
        SparkPrograms.start(
            log,
            List.of(
                "python3",
                Path.of(System.getProperty("jpose.root"), EXAMPLE).toString(),
                photos.toString()),
            "PYSPARK_SUBMIT_ARGS",
            "--master local[2] --jars " + SparkPrograms.program() + " pyspark-shell");
    String said = SparkPrograms.finish(python, log);
    List<List<Pose>> expected = Photos.plainLoop(files, PeopleOptions.defaults());
    for (int i = 0; i < files.size(); i++) {
      String name = Photos.names(files).get(i);
      assertTrue(said.contains(name + " " + expected.get(i).size() + "\n"), said);
      for (int j = 0; j < expected.get(i).size(); j++) {
        assertTrue(said.contains(name + " " + j + " "), said);
      }
    }
  }

  private static boolean hasPySpark() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import pyspark")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The documents show what the example runs. */
  @Test
  void theDocumentShowsTheExample() throws Exception {
    Path root = Path.of(System.getProperty("jpose.root"));
    String document = Files.readString(root.resolve("docs/SPARK.md"));
    String example = Files.readString(root.resolve(EXAMPLE));
    int start = document.indexOf("```python\n") + "```python\n".length();
    String shown = document.substring(start, document.indexOf("```", start));
    for (String line : shown.lines().filter(line -> !line.isBlank()).toList()) {
      assertTrue(example.contains(line + "\n"), line);
    }
  }
}
