package org.jpose.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.Estimate;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;

/**
 * What is written of one video, as stages of its pipeline. Files appear when they are complete, or
 * not at all.
 */
final class VideoOutputs implements AutoCloseable {
  private final String video;
  private final VideoTargets targets;
  private final VideoArguments arguments;
  private final String model;
  private final SinkOpener opener;
  private final PoseRenderer renderer;
  private final List<ResultWriter> writers = new ArrayList<>();
  private FrameSink sink;

  /** Starts a video file when the size of its pictures is known. */
  interface SinkOpener {
    FrameSink open(Path target, Frame first);
  }

  private VideoOutputs(
      String video,
      VideoTargets targets,
      VideoArguments arguments,
      String model,
      SinkOpener opener) {
    this.video = video;
    this.targets = targets;
    this.arguments = arguments;
    this.model = model;
    this.opener = opener;
    renderer = new PoseRenderer(DrawingOptions.defaults().withOnBlack(arguments.onBlack));
  }

  /**
   * Opens the result files.
   *
   * @param video the video as it was named
   * @param model the model's name
   * @throws MediaException if one cannot be written
   */
  static VideoOutputs open(
      String video,
      VideoTargets targets,
      VideoArguments arguments,
      String model,
      SinkOpener opener) {
    VideoOutputs outputs = new VideoOutputs(video, targets, arguments, model, opener);
    try {
      targets.json().ifPresent(name -> outputs.add(arguments.jsonFormat.format(), name));
      targets.csv().ifPresent(name -> outputs.add(arguments.csvLayout.format(), name));
    } catch (RuntimeException e) {
      outputs.close();
      throw e;
    }
    return outputs;
  }

  private void add(ResultFormat format, String target) {
    boolean piped = target.equals(VideoTargets.STANDARD_OUTPUT);
    writers.add(
        piped
            ? format.open(System.out, "standard output", arguments.details())
            : format.open(Path.of(target), arguments.details()));
  }

  /** Adds the stages that write, those that change the picture last. */
  void addTo(FramePipeline pipeline) {
    if (!writers.isEmpty()) {
      pipeline.then("results", this::write);
    }
    Optional<Path> target = targets.video();
    if (target.isPresent()) {
      pipeline.then("drawing", this::draw);
      pipeline.then("encoding", frame -> encode(frame, target.get()));
    }
  }

  private FramePeople write(FramePeople frame) {
    for (ResultWriter writer : writers) {
      try {
        writer.write(frame.result(video).withModel(model));
      } catch (MediaException e) {
        throw new OutputException(e);
      }
    }
    checkStandardOutput();
    return frame;
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
    return people.withFrame(new Frame(frame.index(), frame.time(), drawn));
  }

  private FramePeople encode(FramePeople people, Path target) {
    try {
      if (sink == null) {
        sink = opener.open(target, people.frame());
      }
      sink.write(people.frame());
    } catch (MediaException e) {
      throw new OutputException(e);
    }
    return people;
  }

  /**
   * All frames are through.
   *
   * @throws OutputException if a file cannot be finished
   */
  void complete() {
    try {
      writers.forEach(ResultWriter::complete);
      if (sink != null) {
        sink.complete();
      }
    } catch (MediaException e) {
      throw new OutputException(e);
    }
    checkStandardOutput();
  }

  // A PrintStream keeps its errors to itself, and a camera would go on for nobody.
  private void checkStandardOutput() {
    if (arguments.piped() && System.out.checkError()) {
      throw new OutputException(
          new MediaException(
              "standard output: could not be written; is its disk full, or its reader gone?"));
    }
  }

  @Override
  public void close() {
    try {
      writers.forEach(ResultWriter::close);
    } finally {
      if (sink != null) {
        sink.close();
      }
    }
  }
}
