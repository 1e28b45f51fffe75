package org.jpose.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, before a job begins, whether executors have the memory that its images may need. */
final class MemoryAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryAdvice.class);

  private static final long MEGABYTE = 1 << 20;

  /** Of the heap: what Spark needs itself. */
  private static final long SPARK = 300 * MEGABYTE;

  /**
   * Of the heap: a file's bytes, and a strip of it that is decoded, besides three bytes a pixel.
   */
  private static final long FILE = 48 * MEGABYTE;

  /** Outside of the heap: Java itself, ONNX Runtime, a model; measured, docs/SPARK.md. */
  private static final long NATIVE = 420 * MEGABYTE;

  /** Outside of the heap: a network of 432x368 pixels at work; measured, docs/SPARK.md. */
  private static final long RUN = 60 * MEGABYTE;

  /** Spark's own default, of the heap. */
  private static final double OVERHEAD_PART = 0.1;

  private static final long LEAST_OVERHEAD = 384 * MEGABYTE;

  private MemoryAdvice() {}

  static void log(SparkConf conf, PeopleOptions options) {
    of(conf, options).forEach(LOG::warn);
  }

  /** Lines of advice; none if there is nothing to say. */
  static List<String> of(SparkConf conf, PeopleOptions options) {
    String master = conf.get("spark.master", "local");
    boolean local = master.startsWith("local");
    long heap =
        local ? Runtime.getRuntime().maxMemory() : bytes(conf, "spark.executor.memory", "1g");
    int threads = threads(conf, master);
    List<String> lines = new ArrayList<>();
    long heapNeed = SPARK + threads * (3 * options.maxPixels() + FILE);
    if (heap < heapNeed) {
      lines.add(
          String.format(
              Locale.ROOT,
              "images of up to %d megapixels in %d threads may need %d MB of heap, there are %d MB:"
                  + " large ones will wait for each other; set %s=%dm, or a lower limit of pixels",
              options.maxPixels() / 1_000_000,
              threads,
              heapNeed / MEGABYTE,
              heap / MEGABYTE,
              local ? "spark.driver.memory" : "spark.executor.memory",
              rounded(heapNeed)));
    }
    long overhead = overhead(conf, heap);
    long overheadNeed = NATIVE + threads * RUN * views(options);
    if (isLimited(master) && overhead < overheadNeed) {
      lines.add(
          String.format(
              Locale.ROOT,
              "the network in %d threads may need %d MB outside of the heap, executors may have %d"
                  + " MB and are killed beyond; set spark.executor.memoryOverhead=%dm",
              threads,
              overheadNeed / MEGABYTE,
              overhead / MEGABYTE,
              rounded(overheadNeed)));
    }
    return lines;
  }

  /** Who runs more than this is stopped for it on YARN and Kubernetes. */
  private static boolean isLimited(String master) {
    return master.startsWith("yarn") || master.startsWith("k8s");
  }

  private static int threads(SparkConf conf, String master) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (master.startsWith("local")) {
      String number = master.replaceAll("^local\\[?|[],].*$", "");
      return number.equals("*") ? cores : number.isEmpty() ? 1 : Integer.parseInt(number);
    }
    return conf.getInt("spark.executor.cores", isLimited(master) ? 1 : cores);
  }

  private static long overhead(SparkConf conf, long heap) {
    long usual = Math.max(LEAST_OVERHEAD, (long) (heap * OVERHEAD_PART));
    return conf.contains("spark.executor.memoryOverhead")
        ? conf.getSizeAsBytes("spark.executor.memoryOverhead", usual / MEGABYTE + "m")
        : usual;
  }

  private static long bytes(SparkConf conf, String key, String otherwise) {
    return conf.getSizeAsMb(key, otherwise) * MEGABYTE;
  }

  /** How much more than an ordinary run: batches, scales (by their area), the mirrored image. */
  private static long views(PeopleOptions options) {
    double area =
        options.estimation().size().width() > 0 && options.estimation().size().height() > 0
            ? options.estimation().size().width()
                * options.estimation().size().height()
                / (432.0 * 368)
            : 1;
    double most =
        options.estimation().scales().stream().mapToDouble(scale -> scale * scale).max().orElse(1);
    return Math.max(1, Math.round(area * most * options.estimation().batch()));
  }

  private static long rounded(long bytes) {
    long step = 256 * MEGABYTE;
    return (bytes + step - 1) / step * step / MEGABYTE;
  }
}
