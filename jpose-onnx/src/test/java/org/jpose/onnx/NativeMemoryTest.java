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
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory is what the process holds beyond the Java heap. The loop runs in a Java of its own
 * whose heap is in memory from the start, so that growth can only be native. A tensor left open in
 * each run would make 400 MB.
 */
class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int WARM_UP = 500;
  private static final int IMAGES = 2000;
  private static final long MOST_GROWTH_KB = 32 * 1024;

  @TempDir private Path folder;

  @Test
  void memoryIsFlatOver2000Images() throws Exception {
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
                model.toString())
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
        "resident after %d images %d kB, after %d more %d kB%n", WARM_UP, before, IMAGES, after);
    assertTrue(
        after - before < MOST_GROWTH_KB, "grew by " + (after - before) + " kB from " + before);
  }

  /** The program the test starts. */
  static final class Loop {
    private Loop() {}

    public static void main(String[] args) throws IOException {
      List<Image> images = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        images.add(TinyModel.image(i, 128, i % 2 == 0 ? 128 : 100));
      }
      EstimatorOptions options =
          EstimatorOptions.defaults().withSize(new NetworkSize(128, 128)).withBatch(2);
      try (PoseEstimator estimator =
          new PoseEstimator(OnnxBackend.open(Path.of(args[0]), 1), options)) {
        run(estimator, images, WARM_UP);
        long before = residentKb();
        run(estimator, images, IMAGES);
        System.out.println(before + " " + residentKb());
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
