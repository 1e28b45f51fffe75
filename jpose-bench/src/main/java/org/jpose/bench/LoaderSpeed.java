package org.jpose.bench;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.SampleLabels;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.augment.Augmenter;
import org.jpose.data.augment.SampleChance;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.data.target.SampleWriter;

/**
 * How fast batches for training are made at 368x368 with the augmentation tf-pose, and what the
 * pieces take, beside {@code src/main/python/loader_speed.py}, which does the same work in OpenCV
 * and NumPy. The two run in turn, so that a machine whose speed drifts does not decide.
 */
public final class LoaderSpeed {
  private static final int BATCH = 16;
  private static final int QUEUE = 4;
  private static final int WARM_UP = 3000;
  private static final int THREADS = 2;

  private LoaderSpeed() {}

  /**
   * Prints, for every round, samples per second and milliseconds of processor time a sample of
   * both, and their ratios; at last the pieces.
   *
   * @param arguments a COCO folder, its split, samples of a round, rounds, a Python with OpenCV,
   *     the script
   */
  public static void main(String[] arguments) throws Exception {
    String folder = arguments[0];
    String split = arguments[1];
    int samples = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    List<String> script = List.of(arguments[4], arguments[5], folder, "--split", split);
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(368, 368), 8, ColourOrder.BGR);
    Recipe recipe = Recipe.of(shape, Augmentations.TF_POSE);
    DataOptions options = DataOptions.defaults().withSplit(split);
    try (PoseDataset dataset = Datasets.open(Path.of(folder), options)) {
      load(dataset, recipe, WARM_UP);
      List<Double> rates = new ArrayList<>();
      List<Double> costs = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        Speed ours = load(dataset, recipe, samples);
        Speed theirs = Speed.parse(run(script, "--samples", String.valueOf(samples)));
        rates.add(ours.rate / theirs.rate);
        costs.add(theirs.cost / ours.cost);
        print("jpose %s; opencv-numpy %s", ours, theirs);
        print("ratio of speeds %.2f, of processor time %.2f", last(rates), last(costs));
      }
      print("median of ratios: speed %.2f, processor time %.2f", median(rates), median(costs));
      print("%s", pieces(dataset, recipe, Math.min(samples, 1000)));
      print("%s", run(script, "--pieces", "--samples", String.valueOf(Math.min(samples, 1000))));
    }
  }

  /** Samples per second, and milliseconds of processor time a sample. */
  private record Speed(double rate, double cost) {
    private static final Pattern TEXT = Pattern.compile("rate=([0-9.]+) cpu=([0-9.]+)");

    static Speed parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.find()) {
        throw new IllegalStateException("the script said: " + text);
      }
      return new Speed(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.0f/s, %.2f ms", rate, cost);
    }
  }

  private static double last(List<Double> numbers) {
    return numbers.get(numbers.size() - 1);
  }

  private static double median(List<Double> numbers) {
    return numbers.stream().sorted().skip(numbers.size() / 2).findFirst().orElseThrow();
  }

  private static String run(List<String> script, String... options) throws Exception {
    List<String> command = new ArrayList<>(script);
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed");
    }
    return text.strip();
  }

  private static Speed load(PoseDataset dataset, Recipe recipe, int samples)
      throws InterruptedException {
    int epochs = samples / dataset.size() + 2;
    BatchPlan plan = BatchPlan.of(1, dataset.size(), BATCH, epochs);
    DatasetBatchMaker maker = new DatasetBatchMaker(dataset, recipe);
    long start = System.nanoTime();
    long processor = processorTime();
    int count = 0;
    try (BatchLoader loader = new BatchLoader(maker, plan, THREADS, QUEUE)) {
      for (; count < samples; count += BATCH) {
        loader.recycle(loader.next().orElseThrow());
      }
    }
    return new Speed(
        count / ((System.nanoTime() - start) / 1e9), (processorTime() - processor) / 1e6 / count);
  }

  /** Of the whole process: with what the compiler and the collector take. */
  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static String pieces(PoseDataset dataset, Recipe recipe, int count) {
    BatchShape shape = recipe.shape();
    Augmenter augmenter = new Augmenter(recipe.augmentation(), shape.skeleton(), shape.size());
    SampleWriter writer = new SampleWriter(shape, recipe.encoder(), recipe.unknownJoints());
    Batch batch = one(shape);
    List<Integer> indices =
        IntStream.range(0, count).map(i -> (i * 7919) % dataset.size()).boxed().toList();
    double decode = 0;
    double augment = 0;
    double write = 0;
    List<SampleLabels> augmented = new ArrayList<>();
    for (int from = 0; from < count; from += 100) {
      List<Integer> some = indices.subList(from, Math.min(count, from + 100));
      List<Sample> read = new ArrayList<>();
      decode += timed(() -> some.stream().map(dataset::sample).forEach(read::add));
      List<Sample> converted = read.stream().map(s -> s.to(shape.skeleton())).toList();
      augmented.clear();
      augment +=
          timed(
              () -> {
                for (int i = 0; i < some.size(); i++) {
                  SplittableRandom random = SampleChance.of(1, 0, some.get(i));
                  augmented.add(
                      augmenter.augment(converted.subList(i, i + 1), random, batch.pixels(0)));
                }
              });
      write += timed(() -> augmented.forEach(labels -> writer.write(labels, batch, 0)));
    }
    return String.format(
        Locale.ROOT,
        "jpose decode=%.3f warp+colours+pixels=%.3f targets=%.3f",
        decode / count,
        augment / count,
        write / count);
  }

  private static Batch one(BatchShape shape) {
    return new Batch(
        new BatchRequest(1, 0, 0, 1),
        shape,
        new float[shape.imageLength()],
        new float[shape.heatLength()],
        new float[shape.affinityLength()],
        new float[shape.heatLength()],
        new float[shape.affinityLength()]);
  }

  /** Milliseconds of this thread's processor time. */
  private static double timed(Runnable work) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    work.run();
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
