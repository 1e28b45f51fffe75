package org.jpose.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much of a plain loop's speed is left on Spark, and of two workers: prints a table, and judges
 * nothing, for that is for a quiet machine. Times are of whole processes.
 *
 * <p>{@code mvn verify -Djpose.spark.efficiency=true -Dtest=EfficiencyTest ...}:
 * docs/BENCHMARKS.md.
 */
class EfficiencyTest {
  private static final String MODEL = "lite";
  private static final int[] COUNTS = {500, 2000, 8000};
  private static final int[] PLAIN_COUNTS = {500, 2000};
  private static final int[] WORKER_COUNTS = {500, 3000};

  /** Keeps each worker, with the compiler and collector of its Java, on a core of its own. */
  private static final List<List<String>> CORES =
      List.of(List.of("taskset", "-c", "0"), List.of("taskset", "-c", "1"));

  @TempDir Path folder;

  /** A measured run. */
  private record Run(int images, double seconds) {}

  /** Seconds of {@code n} images: {@code fixed + each * n}, by least squares. */
  private record Line(double fixed, double each) {
    static Line through(List<Run> runs) {
      double n = runs.size();
      double x = runs.stream().mapToDouble(Run::images).sum() / n;
      double y = runs.stream().mapToDouble(Run::seconds).sum() / n;
      double up = runs.stream().mapToDouble(r -> (r.images - x) * (r.seconds - y)).sum();
      double across = runs.stream().mapToDouble(r -> (r.images - x) * (r.images - x)).sum();
      return new Line(y - up / across * x, up / across);
    }
  }

  @Test
  void aLineIsThroughItsPoints() {
    Line line = Line.through(List.of(new Run(1, 5), new Run(3, 9), new Run(11, 25)));
    assertEquals(3, line.fixed, 1e-9);
    assertEquals(2, line.each, 1e-9);
  }

  @Test
  void imagesASecondBesideAPlainLoop() throws Exception {
    requireQuietMachine();
    List<Run> plain = new ArrayList<>();
    for (int count : PLAIN_COUNTS) {
      plain.add(new Run(count, plainLoop(photos(count))));
      print("plain loop, 2 threads", plain.get(plain.size() - 1));
    }
    Line plainLine = Line.through(plain);
    List<Run> local = new ArrayList<>();
    for (int count : COUNTS) {
      Run run = new Run(count, submit("local[2]", photos(count)));
      local.add(run);
      print("local[2]", run);
      System.out.printf(
          Locale.ROOT,
          "  of the plain loop's speed: %.3f%n",
          (plainLine.fixed + plainLine.each * count) / run.seconds);
    }
    print("plain loop", plainLine);
    Line localLine = Line.through(local);
    print("local[2]", localLine);
    System.out.printf(
        Locale.ROOT, "speed beside the fixed cost: %.3f%n", plainLine.each / localLine.each);
  }

  @Test
  void twoWorkersBesideOne() throws Exception {
    requireQuietMachine();
    List<Run> one = ofWorkers(1);
    List<Run> two = ofWorkers(2);
    System.out.printf(
        Locale.ROOT,
        "2 workers beside 1: %.3f at %d images; beside the fixed cost %.3f%n",
        one.get(1).seconds / two.get(1).seconds,
        one.get(1).images,
        Line.through(one).each / Line.through(two).each);
  }

  private static void requireQuietMachine() {
    Assumptions.assumeTrue(
        Boolean.getBoolean("jpose.spark.efficiency"),
        "skipped: takes ten minutes of a quiet machine; -Djpose.spark.efficiency=true");
    SparkPrograms.require();
  }

  private List<Run> ofWorkers(int workers) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int count : WORKER_COUNTS) {
      Run run = new Run(count, cluster(workers, photos(count)));
      runs.add(run);
      print("workers of 1 core: " + workers, run);
    }
    print("workers of 1 core: " + workers, Line.through(runs));
    return runs;
  }

  private static void print(String what, Run run) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d images in %.1f s, %.2f a second%n",
        what,
        run.images,
        run.seconds,
        run.images / run.seconds);
  }

  private static void print(String what, Line line) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s + %.2f ms an image (%.2f a second)%n",
        what,
        line.fixed,
        1000 * line.each,
        1 / line.each);
  }

  /** Links to the shared photos, as often as it takes. */
  private Path photos(int count) throws Exception {
    Path target = folder.resolve("photos-" + count);
    if (Files.exists(target)) {
      return target;
    }
    Files.createDirectory(target);
    Path images = SharedFolder.require("data/coco_mini/train2017");
    List<Path> all;
    try (Stream<Path> files = Files.list(images)) {
      all = files.sorted().toList();
    }
    for (int i = 0; i < count; i++) {
      Path image = all.get(i % all.size());
      Files.createSymbolicLink(
          target.resolve("%d-%s".formatted(i / all.size(), image.getFileName())), image);
    }
    return target;
  }

  private double plainLoop(Path photos) throws Exception {
    List<String> command = SparkPrograms.java();
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            SparkPrograms.program()
                + ":"
                + Path.of(
                    PlainLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                + ":"
                + SparkPrograms.home().resolve("jars")
                + "/*",
            PlainLoop.class.getName(),
            photos.toString(),
            folder.resolve("plain.jsonl").toString(),
            MODEL,
            "2"));
    return time(log -> SparkPrograms.start(log, command));
  }

  private double submit(String master, Path photos) throws Exception {
    Path out = Files.createTempDirectory(folder, "people");
    return time(
        log ->
            SparkPrograms.submit(
                log,
                List.of("--master", master),
                List.of(
                    photos.toString(), "--out", out.resolve("rows").toString(), "--model", MODEL)));
  }

  private double cluster(int workers, Path photos) throws Exception {
    Path place = Files.createTempDirectory(folder, "cluster");
    try (StandaloneCluster cluster = new StandaloneCluster(place, workers, CORES)) {
      return submit(cluster.address(), photos);
    }
  }

  private interface Start {
    Process process(Path log) throws Exception;
  }

  private double time(Start start) throws Exception {
    Path log = Files.createTempFile(folder, "log", "");
    long from = System.nanoTime();
    Process process = start.process(log);
    try {
      assertEquals(0, process.waitFor(), StandaloneCluster.read(log));
    } finally {
      process.destroyForcibly();
    }
    return (System.nanoTime() - from) / 1e9;
  }
}
