package org.jpose.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jpose.Jpose;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.pipeline.PipelineSummary;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.zoo.ModelZoo;

/**
 * Frames a second of a video through the whole pipeline, as a ratio to those of the bare network on
 * the same inputs: the two run in turn, and the median of the ratios of neighbours is printed. Each
 * row names how the network is run: {@code runs x threads}, runs at once and threads of each.
 */
public final class VideoSpeed {
  private static final int ROUNDS = 7;

  private VideoSpeed() {}

  /**
   * Prints the table.
   *
   * @param arguments a video, and optionally how many of its frames to take (default: 120)
   */
  public static void main(String[] arguments) throws Exception {
    Path video = Path.of(arguments[0]);
    int frames = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 120;
    print("| input | network | bare frames/s | pipeline | ratio | latency ms |");
    print("| --- | --- | --- | --- | --- | --- |");
    for (int side : new int[] {256, 368}) {
      NetworkSize size = new NetworkSize(side, side);
      // The first of two cores, both for one frame, and both for a frame each.
      compare(video, frames, size, 1, 1, 1);
      compare(video, frames, size, 1, 2, 1);
      compare(video, frames, size, 2, 1, 2);
      // What `jpose video` does against what one would run bare.
      compare(video, frames, size, 1, 2, 2);
    }
  }

  /**
   * One row.
   *
   * @param bareRuns runs at once of the bare network
   * @param bareThreads threads of each of them
   * @param runs runs at once in the pipeline, each with as many threads as makes the same number
   */
  private static void compare(
      Path video, int frames, NetworkSize size, int bareRuns, int bareThreads, int runs)
      throws Exception {
    int threads = bareRuns * bareThreads / runs;
    EstimatorOptions options = EstimatorOptions.defaults().withFit(Fit.STRETCH).withSize(size);
    try (Backend bare = Jpose.embedded(ModelZoo.DEFAULT, bareThreads);
        PoseEstimator estimator =
            new PoseEstimator(Jpose.embedded(ModelZoo.DEFAULT, threads), options)) {
      List<Image> inputs = inputs(video, frames, size, bare.info().multiple());
      bare(bare, inputs, bareRuns);
      pipeline(estimator, video, frames, runs);
      double[] rates = new double[ROUNDS];
      double[] bareRates = new double[ROUNDS];
      double[] ratios = new double[ROUNDS];
      double[] latencies = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        bareRates[i] = bare(bare, inputs, bareRuns);
        PipelineSummary summary = pipeline(estimator, video, frames, runs);
        rates[i] = summary.framesPerSecond();
        latencies[i] = summary.latency().toNanos() / 1e6;
        ratios[i] = rates[i] / bareRates[i];
      }
      print(
          "| %s | bare %dx%d, pipeline %dx%d | %.1f | %.1f | %.3f | %.0f |",
          size,
          bareRuns,
          bareThreads,
          runs,
          threads,
          median(bareRates),
          median(rates),
          median(ratios),
          median(latencies));
    }
  }

  private static List<Image> inputs(Path video, int frames, NetworkSize size, int multiple) {
    List<Image> inputs = new ArrayList<>();
    try (FrameSource source = VideoSources.open(video.toString(), VideoOptions.defaults())) {
      // A few stand for all: the network's time does not depend on what it sees.
      for (int i = 0; i < Math.min(frames, 8); i++) {
        Optional<Frame> frame = source.next();
        Image image = frame.orElseThrow().image();
        inputs.add(
            InputTransform.plan(image.width(), image.height(), size, multiple, Fit.STRETCH, 1)
                .apply(image));
      }
    }
    List<Image> all = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      all.add(inputs.get(i % inputs.size()));
    }
    return all;
  }

  private static double bare(Backend backend, List<Image> inputs, int runs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      long start = System.nanoTime();
      List<Future<?>> done = new ArrayList<>();
      for (Image input : inputs) {
        done.add(threads.submit(() -> backend.run(List.of(input))));
      }
      for (Future<?> one : done) {
        one.get();
      }
      return inputs.size() * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  private static PipelineSummary pipeline(
      PoseEstimator estimator, Path video, int frames, int runs) {
    PipelineOptions options =
        PipelineOptions.defaults().withRuns(runs).withTracking(TrackerOptions.defaults());
    try (FrameSource source = VideoSources.open(video.toString(), VideoOptions.defaults());
        FramePipeline pipeline = new FramePipeline(source, estimator, options)) {
      for (int i = 0; i < frames; i++) {
        pipeline.next();
      }
      return pipeline.summary();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
