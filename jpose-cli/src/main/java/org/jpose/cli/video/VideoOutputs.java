package org.jpose.cli.video;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jpose.cli.terminal.OutputException;
import org.jpose.cli.terminal.StandardOutput;
import org.jpose.core.Estimate;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.jpose.media.video.Frame;

/**
 * What is written of one video, as stages of its pipeline. Files appear when they are complete, or
 * not at all.
 */
final class VideoOutputs implements AutoCloseable {
  private final String video;
  private final VideoArguments arguments;
  private final String model;
  private final PoseRenderer renderer;
  private final ResultDetails details;
  private final List<ResultWriter> writers = new ArrayList<>();
  private PeopleSink sink;

  private VideoOutputs(String video, VideoArguments arguments, String model) {
    this.video = video;
    this.arguments = arguments;
    this.model = model;
    details = arguments.details();
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
    VideoOutputs outputs = new VideoOutputs(video, arguments, model);
    try {
      targets.json().ifPresent(name -> outputs.add(arguments.jsonFormat().format(), name));
      targets.csv().ifPresent(name -> outputs.add(arguments.csvFormat(), name));
      outputs.sink = targets.video().map(opener).orElse(null);
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
            ? format.open(StandardOutput.forResults(), "standard output", details)
            : format.open(Path.of(target), details));
  }

  /** Adds the stages that write, those that change the picture last. */
  void addTo(FramePipeline pipeline) {
    if (!writers.isEmpty()) {
      pipeline.then("results", this::write);
    }
    if (sink != null) {
      pipeline.then("drawing", this::draw);
      pipeline.then("encoding", this::encode);
    }
  }

  private FramePeople write(FramePeople frame) {
    for (ResultWriter writer : writers) {
      try {
        writer.write(frame.result(video).withModel(model).withFound(frame.estimate(), details));
      } catch (FileException e) {
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
    return people.withFrame(frame.withImage(drawn));
  }

  private FramePeople encode(FramePeople people) {
    try {
      sink.write(people);
    } catch (FileException e) {
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
    } catch (FileException e) {
      throw new OutputException(e);
    }
    checkStandardOutput();
  }

  // A PrintStream keeps its errors to itself, and a camera would go on for nobody.
  private void checkStandardOutput() {
    if (arguments.piped() && System.out.checkError()) {
      throw new OutputException(new FileException(StandardOutput.NOT_WRITTEN));
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
