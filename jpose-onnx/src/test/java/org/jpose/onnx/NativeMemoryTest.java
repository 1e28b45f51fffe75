package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory is what the process holds beyond the Java heap. The loops run in a Java of their
 * own whose heap is in memory from the start, so that growth can only be native. A result left open
 * in each run would make 150 MB, a session left open in each refusal 60 MB.
 */
class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long MOST_GROWTH_KB = 32 * 1024;

  @TempDir private Path folder;

  @Test
  void memoryIsFlatOver2000Images() throws Exception {
    assertFlat("images", 500, 2000);
  }

  @Test
  void memoryIsFlatOver600ModelsOpenedAndRefused() throws Exception {
    assertFlat("models", 300, 600);
  }

  private void assertFlat(String what, int warmUp, int count) throws Exception {
    Assumptions.assumeTrue(
        Files.isReadable(STATUS), "skipped: reads memory from " + STATUS + ", which Linux has");
    Path model = TinyModel.write(folder);
    Path output = folder.resolve("output.txt");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Loop.class.getName(),
                model.toString(),
                TinyModel.replaced(model, "coco18", "coco99").toString(),
                what,
                Integer.toString(warmUp),
                Integer.toString(count))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = process.waitFor();
    String text = Files.readString(output);
    assertEquals(0, code, text);
    String[] resident = text.lines().reduce((a, b) -> b).orElseThrow().split(" ");
    long before = Long.parseLong(resident[0]);
    long after = Long.parseLong(resident[1]);
    System.out.printf(
        "resident after %d %s %d kB, after %d more %d kB%n", warmUp, what, before, count, after);
    assertTrue(
        after - before < MOST_GROWTH_KB, "grew by " + (after - before) + " kB from " + before);
  }

  /** The program the test starts. */
  static final class Loop {
    private Loop() {}

    public static void main(String[] args) throws IOException {
      Path model = Path.of(args[0]);
      Path bad = Path.of(args[1]);
      EstimatorOptions options =
          EstimatorOptions.defaults().withSize(new NetworkSize(128, 128)).withBatch(2);
      List<Image> images = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        images.add(TinyModel.image(i, 128, i % 2 == 0 ? 128 : 100));
      }
      try (PoseEstimator estimator = new PoseEstimator(OnnxBackend.open(model, 1), options)) {
        long before = 0;
        for (int count : new int[] {Integer.parseInt(args[3]), Integer.parseInt(args[4])}) {
          before = residentKb();
          if (args[2].equals("images")) {
            run(estimator, images, count);
          } else {
            open(model, bad, images.subList(0, 1), count);
          }
        }
        System.out.println(before + " " + residentKb());
      }
    }

    private static void open(Path model, Path bad, List<Image> images, int count) {
      for (int i = 0; i < count; i++) {
        try (OnnxBackend backend = OnnxBackend.open(i % 2 == 0 ? model : bad, 1)) {
          backend.run(images);
        } catch (ModelFormatException e) {
          if (i % 2 == 0) {
            throw e;
          }
        }
      }
    }

    private static void run(PoseEstimator estimator, List<Image> images, int count) {
      for (int i = 0; i < count; i += images.size()) {
        if (i % 3 == 0) {
          estimator.estimate(images);
        } else {
          images.forEach(estimator::estimate);
        }
      }
    }

    private static long residentKb() throws IOException {
      return Files.readAllLines(STATUS, StandardCharsets.US_ASCII).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
