package org.jpose.examples;

import org.jpose.Jpose;
import org.jpose.core.PoseEstimator;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;

/** Follows the people of a video and draws them: video, video to write. */
final class VideoExample {
  private VideoExample() {}

  public static void main(String[] arguments) {
    PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());
    PipelineOptions options = PipelineOptions.defaults().withTracking(TrackerOptions.defaults());
    try (PoseEstimator estimator = Jpose.estimator();
        FrameSource video = VideoSources.open(arguments[0], VideoOptions.defaults());
        FramePipeline frames = new FramePipeline(video, estimator, options);
        FrameSink drawn =
            VideoSinks.open(arguments[1], video.facts(), RecordingOptions.defaults())) {
      while (frames.hasNext()) {
        FramePeople frame = frames.next();
        frame.people().forEach(person -> System.out.println(person.track().orElse(0)));
        renderer.drawPeople(frame.frame().image(), frame.poses());
        drawn.write(frame.frame());
      }
      drawn.complete();
    }
  }
}
