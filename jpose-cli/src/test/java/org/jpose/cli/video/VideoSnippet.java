package org.jpose.cli.video;

import org.jpose.Jpose;
import org.jpose.core.PoseEstimator;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;

/** The lines of docs/VIDEO.md, which read from the working directory and print. */
final class VideoSnippet {
  private VideoSnippet() {}

  public static void main(String[] arguments) {
    // VIDEO.md
    try (PoseEstimator estimator = Jpose.estimator();
        FrameSource source = VideoSources.open("dance.mp4", VideoOptions.defaults());
        FramePipeline people =
            new FramePipeline(
                source,
                estimator,
                PipelineOptions.defaults().withTracking(TrackerOptions.defaults()))) {
      people.stream()
          .forEach(
              frame -> System.out.println(frame.frame().time() + ": " + frame.people().size()));
    }
    // end
  }
}
