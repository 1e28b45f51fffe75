package org.jpose.ros;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jpose.Jpose;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.pipeline.PipelineSummary;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.ros.message.Persons;
import org.jpose.ros.message.Time;
import org.jpose.ros.node.RosNode;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frames a second and latency through ROS beside those of a video file: one clip, one network, one
 * run of this program, with {@code -Psoak}. A rospy camera, as another program on the same machine,
 * publishes a little more than can be done. docs/BENCHMARKS.md has the figures.
 */
class RosSpeedTest {
  private static final int ROUNDS = 3;
  private static final int FRAMES = 150;

  @TempDir Path folder;

  @Test
  void throughRosBesideTheFile() throws Exception {
    Assumptions.assumeTrue(
        Boolean.getBoolean("jpose.soak"), "skipped: measures speed; runs with -Psoak");
    Path clip = SharedFolder.require("video/Dance.mp4");
    int cores = Runtime.getRuntime().availableProcessors();
    PipelineOptions options = PipelineOptions.defaults().withRuns(cores);
    for (String model : List.of("base", "lite")) {
      try (PoseEstimator estimator =
          new PoseEstimator(Jpose.named(model, 1), EstimatorOptions.defaults())) {
        measure(model, clip, estimator, options);
      }
    }
  }

  private void measure(String model, Path clip, PoseEstimator estimator, PipelineOptions options)
      throws Exception {
    List<Image> frames = frames(clip);
    double file = 0;
    double topic = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double rate = throughFile(model, clip, estimator, options);
      file += rate;
      topic += throughRos(model, frames, estimator, options, 1.2 * rate);
    }
    print("%s: through ROS %.2f of the file's frames a second%n", model, topic / file);
  }

  private static List<Image> frames(Path clip) {
    List<Image> frames = new ArrayList<>();
    try (FrameSource source =
        VideoSources.open(clip.toString(), VideoOptions.defaults().withStep(4))) {
      for (int i = 0; i < 40; i++) {
        source.next().map(Frame::image).ifPresent(frames::add);
      }
    }
    return frames;
  }

  private static double throughFile(
      String model, Path clip, PoseEstimator estimator, PipelineOptions options) {
    try (FrameSource source = VideoSources.open(clip.toString(), VideoOptions.defaults());
        FramePipeline pipeline = new FramePipeline(source, estimator, options)) {
      for (int i = 0; i < 10; i++) {
        pipeline.next();
      }
      long start = System.nanoTime();
      for (int i = 0; i < FRAMES; i++) {
        pipeline.next();
      }
      double rate = FRAMES * 1e9 / (System.nanoTime() - start);
      print(
          "%s, file: %.1f frames/s, latency %d ms%n",
          model, rate, pipeline.summary().latency().toMillis());
      return rate;
    }
  }

  private double throughRos(
      String model,
      List<Image> frames,
      PoseEstimator estimator,
      PipelineOptions options,
      double hertz)
      throws Exception {
    Image first = frames.get(0);
    Path raw = DanceFrames.write(frames, folder.resolve("frames"));
    ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
    try (DebianRos ros = DebianRos.start(folder);
        RosNode connection = RosNode.start(ros.node("pose_estimator"));
        RosNode reader = RosNode.start(ros.node("reader"));
        PoseNode node =
            new PoseNode(
                connection,
                estimator,
                PoseNodeOptions.of("/camera/image_raw").withPipeline(options))) {
      Thread worker = new Thread(() -> node.run(people -> {}));
      worker.start();
      reader.subscribe(
          "/pose_estimator/pose",
          Persons.TYPE,
          people -> {
            arrivals.add(System.nanoTime());
            latencies.add(1e3 * (seconds(Time.now()) - seconds(people.header().stamp())));
          });
      ros.script(
          "publish.py",
          raw,
          first.width(),
          first.height(),
          String.format(Locale.ROOT, "%.2f", hertz),
          "/camera/image_raw",
          "now");
      DebianRos.await("people", () -> arrivals.size() >= FRAMES + 10);
      node.finish();
      worker.join();
      List<Long> times = List.copyOf(arrivals).subList(10, FRAMES + 10);
      double rate = (FRAMES - 1) * 1e9 / (times.get(FRAMES - 1) - times.get(0));
      PipelineSummary summary = node.summary();
      assertTrue(summary.frames() >= FRAMES);
      print(
          "%s, ROS: %.1f frames/s of %.1f published, median latency %.0f ms from stamp to people,"
              + " %d passed over%n",
          model,
          rate,
          hertz,
          latencies.stream().sorted().skip(latencies.size() / 2).findFirst().orElseThrow(),
          summary.dropped());
      return rate;
    }
  }

  private static double seconds(Time time) {
    return time.seconds() + time.nanos() / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
