package org.jpose.cli.video;

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
    piped = target.equals(StandardOutput.NAME);
    writer = StandardOutput.open(format, target, details);
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

  // At each frame: a camera would go on for nobody.
  private void checkStandardOutput() {
    if (piped) {
      StandardOutput.requireWritten();
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
