package org.jpose.cli.video;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jpose.cli.terminal.OutputException;
import org.jpose.cli.terminal.Outputs;
import org.jpose.core.Estimate;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.video.Frame;

/**
 * What is written of one video, as stages of its pipeline. Files appear when they are complete, or
 * not at all. Where one cannot be written, no more frames are read, and the others get those that
 * were read; where that happens at the first frame, nothing is written.
 */
final class VideoOutputs implements AutoCloseable {
  private final VideoArguments arguments;
  private final PoseRenderer renderer;
  private final Outputs<PeopleSink> outputs = new Outputs<>();
  private final List<PeopleSink> results = new ArrayList<>();
  private final List<PeopleSink> pictures = new ArrayList<>();

  private VideoOutputs(VideoArguments arguments) {
    this.arguments = arguments;
    renderer = new PoseRenderer(DrawingOptions.defaults().withOnBlack(arguments.onBlack));
  }

  /**
   * Opens all of them, so that one that cannot be written is told before a frame is done.
   *
   * @param video the video as it was named
   * @param model the model's name
   * @param opener opens the video to be written
   * @throws FileException if one cannot be written
   */
  static VideoOutputs open(
      String video,
      VideoTargets targets,
      VideoArguments arguments,
      String model,
      Function<Path, PeopleSink> opener) {
    VideoOutputs opened = new VideoOutputs(arguments);
    ResultDetails details = arguments.details();
    ResultFormat json = arguments.jsonFormat().format();
    try {
      targets
          .json()
          .map(name -> new ResultSink(json, name, video, model, details))
          .ifPresent(sink -> opened.add(opened.results, sink));
      targets
          .csv()
          .map(name -> new ResultSink(arguments.csvFormat(), name, video, model, details))
          .ifPresent(sink -> opened.add(opened.results, sink));
      targets.video().map(opener).ifPresent(sink -> opened.add(opened.pictures, sink));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void add(List<PeopleSink> kind, PeopleSink sink) {
    kind.add(sink);
    outputs.add(sink);
  }

  /** Adds the stages that write, those that change the picture last. */
  void addTo(FramePipeline pipeline) {
    if (!results.isEmpty()) {
      pipeline.then("results", new Writing(results, pipeline));
    }
    if (!pictures.isEmpty()) {
      pipeline.then("drawing", this::draw);
      pipeline.then("encoding", new Writing(pictures, pipeline));
    }
  }

  private FramePeople draw(FramePeople people) {
    Frame frame = people.frame();
    Estimate seen = people.estimate();
    Image drawn =
        renderer.draw(
            arguments.draw,
            frame.image(),
            new Estimate(people.poses(), seen.fields(), seen.transform()));
    PersonLabels.draw(drawn, frame.image(), people.people());
    return people.withFrame(frame.withImage(drawn));
  }

  /**
   * All frames are through.
   *
   * @throws OutputException if a file cannot be finished, or could not be written before; the
   *     others are complete
   */
  void complete() {
    outputs.complete();
  }

  @Override
  public void close() {
    outputs.close();
  }

  /** A stage that writes. */
  private final class Writing implements UnaryOperator<FramePeople> {
    private final List<PeopleSink> sinks;
    private final FramePipeline pipeline;
    private boolean begun;

    Writing(List<PeopleSink> sinks, FramePipeline pipeline) {
      this.sinks = sinks;
      this.pipeline = pipeline;
    }

    @Override
    public FramePeople apply(FramePeople people) {
      boolean written = true;
      for (PeopleSink sink : sinks) {
        written &= outputs.write(sink, open -> write(open, people));
      }
      if (!written && !begun) {
        throw outputs.failure().orElseThrow();
      }
      begun = true;
      if (outputs.failure().isPresent()) {
        // Not an exception: it would interrupt the others in the middle of a frame.
        pipeline.finish();
      }
      return people;
    }

    private static void write(PeopleSink sink, FramePeople people) {
      try {
        sink.write(people);
      } catch (FileException e) {
        throw new OutputException(e);
      }
    }
  }
}
