package org.jpose.cli.image;

import java.nio.file.Path;
import org.jpose.core.Estimate;
import org.jpose.core.image.Image;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.results.ImageResult;

/** Draws people; on the image itself, so this must be the last to see it. */
final class DrawingOutput implements ImageOutput {
  private final PoseRenderer renderer;
  private final Drawing drawing;
  private final DrawingTargets targets;
  private final ImageFileWriter writer = new ImageFileWriter();

  DrawingOutput(PoseRenderer renderer, Drawing drawing, DrawingTargets targets) {
    this.renderer = renderer;
    this.drawing = drawing;
    this.targets = targets;
  }

  @Override
  public void write(Path file, Image image, Estimate estimate, ImageResult result) {
    writer.write(renderer.draw(drawing, image, estimate), targets.target(file));
  }

  @Override
  public void complete() {}

  @Override
  public void close() {}
}
