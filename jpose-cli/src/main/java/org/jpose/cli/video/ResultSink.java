package org.jpose.cli.video;

import java.nio.file.Path;
import org.jpose.cli.terminal.StandardOutput;
import org.jpose.core.disk.FileException;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** People of frames into one result file. */
final class ResultSink implements PeopleSink {
  private final ResultWriter writer;
  private final boolean piped;
  private final String video;
  private final String model;
  private final ResultDetails details;

  /**
   * Opens a result file.
   *
   * @param target its name, or that of standard output
   * @param video the video as results name it
   * @param model the model's name
   * @throws FileException if it cannot be written
   */
  ResultSink(
      ResultFormat format, String target, String video, String model, ResultDetails details) {
    piped = target.equals(VideoTargets.STANDARD_OUTPUT);
    writer =
        piped
            ? format.open(StandardOutput.forResults(), "standard output", details)
            : format.open(Path.of(target), details);
    this.video = video;
    this.model = model;
    this.details = details;
  }

  @Override
  public void write(FramePeople people) {
    writer.write(people.result(video).withModel(model).withFound(people.estimate(), details));
    checkStandardOutput();
  }

  @Override
  public void complete() {
    writer.complete();
    checkStandardOutput();
  }

  // A PrintStream keeps its errors to itself, and a camera would go on for nobody.
  private void checkStandardOutput() {
    if (piped && System.out.checkError()) {
      throw new FileException(StandardOutput.NOT_WRITTEN);
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
