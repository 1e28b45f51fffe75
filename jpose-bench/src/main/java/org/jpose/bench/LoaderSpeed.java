package org.jpose.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
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
 * How fast batches for training are made, and what the pieces take: the counterpart of {@code
 * src/main/python/loader_speed.py}, which does the same work in OpenCV and NumPy. {@code
 * loader_ratio.sh} runs both in turn.
 */
public final class LoaderSpeed {
  private static final int BATCH = 16;
  private static final int QUEUE = 4;
  private static final int WARM_UP = 3000;

  private LoaderSpeed() {}

  /**
   * Prints samples per second, processor time per sample, and processor time of the pieces.
   *
   * @param arguments a COCO folder; optionally the split, the number of threads, of samples
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[0]);
    String split = arguments.length > 1 ? arguments[1] : "train2017";
    int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
    int samples = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 4000;
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(368, 368), 8, ColourOrder.BGR);
    Recipe recipe = Recipe.of(shape, Augmentations.TF_POSE);
    try (PoseDataset dataset = Datasets.open(folder, DataOptions.defaults().withSplit(split))) {
      load(dataset, recipe, threads, samples);
      pieces(dataset, recipe, Math.min(samples, 1000));
    }
  }

  private static void load(PoseDataset dataset, Recipe recipe, int threads, int samples)
      throws InterruptedException {
    int epochs = (WARM_UP + samples) / dataset.size() + 2;
    BatchPlan plan = BatchPlan.of(1, dataset.size(), BATCH, epochs);
    DatasetBatchMaker maker = new DatasetBatchMaker(dataset, recipe);
    try (BatchLoader loader = new BatchLoader(maker, plan, threads, QUEUE)) {
      for (int i = 0; i < WARM_UP; i += BATCH) {
        loader.recycle(loader.next().orElseThrow());
      }
      long start = System.nanoTime();
      long processor = processorTime();
      int count = 0;
      for (; count < samples; count += BATCH) {
        loader.recycle(loader.next().orElseThrow());
      }
      double rate = count / ((System.nanoTime() - start) / 1e9);
      print("jpose rate=%.1f cpu=%.3f", rate, (processorTime() - processor) / 1e6 / count);
    }
  }

  /** Of the whole process: with what the compiler and the collector take. */
  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void pieces(PoseDataset dataset, Recipe recipe, int count) {
    BatchShape shape = recipe.shape();
    Augmenter augmenter = new Augmenter(recipe.augmentation(), shape.skeleton(), shape.size());
    SampleWriter writer = new SampleWriter(shape, recipe.encoder(), recipe.unknownJoints());
    Batch batch = one(shape);
    List<Integer> indices =
        IntStream.range(0, count).map(i -> (i * 7919) % dataset.size()).boxed().toList();
    double decode = 0;
    double augment = 0;
    double write = 0;
    List<Sample> augmented = new ArrayList<>();
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
                  augmented.add(augmenter.augment(converted.subList(i, i + 1), random));
                }
              });
      write += timed(() -> augmented.forEach(sample -> writer.write(sample, batch, 0)));
    }
    print(
        "jpose decode=%.3f warp+colours=%.3f pixels+targets=%.3f",
        decode / count, augment / count, write / count);
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
