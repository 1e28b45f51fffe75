package org.jpose.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.net.Graph;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.loop.EventCurves;
import org.jpose.train.loop.EventFile;
import org.jpose.train.loop.LoopPlan;
import org.jpose.train.loop.Schedule;
import org.jpose.train.loop.StepReport;
import org.jpose.train.loop.StopRequest;
import org.jpose.train.loop.TrainingLoop;
import org.jpose.train.loop.TrainingObserver;
import org.jpose.weights.InitialWeights;

/**
 * What {@code jpose train}'s loop does with real images: loader, steps, curves; neither saves nor
 * validates.
 *
 * @param rate images a second, after the first steps
 * @param waitShare part of the time spent waiting for batches
 * @param resident MiB the process holds after the first steps, at each tenth, and at the end
 */
record LoopSpeed(double rate, double waitShare, List<Long> resident) {
  private static final int AHEAD = 4;
  private static final int POINT_EVERY = 10;

  /**
   * Trains.
   *
   * @param warmUp steps that do not count
   * @param steps steps that do
   */
  static LoopSpeed of(
      PoseDataset dataset,
      Graph graph,
      Compute compute,
      int images,
      int side,
      int warmUp,
      int steps,
      double rate)
      throws IOException, InterruptedException {
    ColourOrder colour = graph.colour();
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(side, side), graph.stride(), colour);
    DatasetBatchMaker maker = new DatasetBatchMaker(dataset, Recipe.of(shape, Augmentations.LITE));
    int all = warmUp + steps;
    int perEpoch = dataset.size() / images;
    BatchPlan batches = BatchPlan.of(1, dataset.size(), images, all / perEpoch + 1);
    LoopPlan plan = new LoopPlan(new Schedule.Constant(rate), all, perEpoch, all, all);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
    Watch watch = new Watch(warmUp, steps);
    TrainingOptions options = TrainingOptions.with(Optimizer.Adam.standard()).withCompute(compute);
    try (TemporaryFolder folder = TemporaryFolder.ofSystem();
        TrainingEngine engine = TrainingEngine.of(InitialWeights.of(graph, 1), options);
        BatchLoader loader = new BatchLoader(maker, batches, threads, AHEAD)) {
      EventCurves curves = new EventCurves(EventFile.create(folder.path()), POINT_EVERY);
      new TrainingLoop(
              engine,
              loader,
              loader::recycle,
              plan,
              Optional.empty(),
              Optional.empty(),
              List.of(curves, watch))
          .run(new StopRequest());
    }
    return watch.speed();
  }

  /** By how many percent memory at the end is more than at the first tenth. */
  double growth() {
    long first = resident.get(1);
    return 100.0 * (resident.get(resident.size() - 1) - first) / first;
  }

  /** Looks at the clock and at memory. */
  private static final class Watch implements TrainingObserver {
    private static final int TENTHS = 10;

    private final int warmUp;
    private final int steps;
    private final List<Long> resident = new ArrayList<>();
    private long start;
    private long end;
    private long images;
    private long waited;

    Watch(int warmUp, int steps) {
      this.warmUp = warmUp;
      this.steps = steps;
    }

    @Override
    public void step(StepReport report) {
      long counted = report.step() - warmUp;
      if (counted == 0) {
        start = System.nanoTime();
        resident.add(residentMebibytes());
      } else if (counted > 0) {
        images += report.images();
        waited += report.dataWait().toNanos();
        end = System.nanoTime();
        if (counted * TENTHS / steps > (counted - 1) * TENTHS / steps) {
          resident.add(residentMebibytes());
        }
      }
    }

    LoopSpeed speed() {
      return new LoopSpeed(
          images * 1e9 / (end - start), (double) waited / (end - start), List.copyOf(resident));
    }
  }

  /** Of this process, as Linux tells it. */
  private static long residentMebibytes() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
    } catch (IOException e) {
      throw new IllegalStateException("/proc/self/status: " + e.getMessage(), e);
    }
  }
}
