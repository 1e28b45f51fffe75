package org.jpose.cli.image;

import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.terminal.OutputException;
import org.jpose.cli.terminal.StandardOutput;
import org.jpose.core.Estimate;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;

/** People into one result file. */
final class ResultOutput implements ImageOutput {
  private final ResultWriter writer;
  private final boolean piped;

  private ResultOutput(ResultWriter writer, boolean piped) {
    this.writer = writer;
    this.piped = piped;
  }

  /**
   * Opens a result file.
   *
   * @param files the images, as results name them
   * @throws FileException if it cannot be written, or images could not be told apart in it
   */
  static ResultOutput open(
      ResultFormat format, String target, List<String> files, ResultDetails details) {
    int images = files.size();
    boolean perImage = format == ResultFormat.OPENPOSE || format == ResultFormat.OPENPOSE_BODY25;
    boolean piped = target.equals(StandardOutput.NAME);
    boolean one = piped || target.endsWith(".json");
    if (perImage && images > 1 && one) {
      throw new FileException(
          target
              + ": OpenPose's format has a file for each image, and there are "
              + images
              + "; name a folder");
    }
    format.requireDifferent(files, details.imageIds());
    return new ResultOutput(StandardOutput.open(format, target, details), piped);
  }

  @Override
  public void write(Path file, Image image, Estimate estimate, ImageResult result) {
    try {
      writer.write(result);
    } catch (FileException e) {
      throw new OutputException(e);
    }
  }

  @Override
  public void complete() {
    writer.complete();
    if (piped) {
      StandardOutput.requireWritten();
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
