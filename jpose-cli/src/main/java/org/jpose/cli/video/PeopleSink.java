package org.jpose.cli.video;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jpose.cli.terminal.Outputs;
import org.jpose.core.disk.FileException;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.ros.bag.BagRecorder;
import org.jpose.ros.bag.BagVideo;
import org.jpose.ros.message.Time;

/** Takes frames with their people: results, a video of the pictures, or a bag of both. */
interface PeopleSink extends Outputs.Output {
  /**
   * Takes a frame; its image is not kept.
   *
   * @throws FileException if it cannot be written; the sink is of no use then
   */
  void write(FramePeople people);

  /**
   * Opens what the name of the target says.
   *
   * @param bag the bag the frames come from, whose times and place go into a bag to be written
   */
  static PeopleSink open(
      Path target, VideoFacts facts, RecordingOptions options, Optional<BagVideo> bag) {
    if (target.toString().toLowerCase(Locale.ROOT).endsWith(".bag")) {
      Time start = bag.map(BagVideo::start).orElseGet(Time::now);
      return recorder(new BagRecorder(target, start, bag.map(BagVideo::frameId).orElse("camera")));
    }
    return video(VideoSinks.open(target.toString(), facts, options));
  }

  private static PeopleSink recorder(BagRecorder recorder) {
    return new PeopleSink() {
      @Override
      public void write(FramePeople people) {
        recorder.write(people);
      }

      @Override
      public void complete() {
        recorder.complete();
      }

      @Override
      public void close() {
        recorder.close();
      }
    };
  }

  private static PeopleSink video(FrameSink sink) {
    return new PeopleSink() {
      @Override
      public void write(FramePeople people) {
        sink.write(people.frame());
      }

      @Override
      public void complete() {
        sink.complete();
      }

      @Override
      public void close() {
        sink.close();
      }
    };
  }
}
