package org.jpose.media.video.write;

import java.io.IOException;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFolder;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.SeriesPattern;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;

/**
 * Writes each frame to a file of its own, named by its number in the source. The folder appears
 * when it is complete.
 */
final class ImageSeriesSink implements FrameSink {
  private final SeriesPattern names;
  private final ImageFileWriter writer = new ImageFileWriter();
  private final PendingFolder pending;
  private long written;
  private boolean over;

  ImageSeriesSink(SeriesPattern names) {
    this.names = names;
    pending = PendingFolder.beside(names.folder());
    try {
      ImageFileWriter.check(pending.path().resolve(names.name(0)));
    } catch (FileException e) {
      pending.close();
      throw new FileException(
          names + ": images are written as .png, .jpg, .jpeg or .bmp; choose one of these", e);
    }
  }

  @Override
  public void write(Frame frame) {
    checkIsOpen();
    try {
      writer.write(frame.image(), pending.path().resolve(names.name(frame.index())));
      written++;
    } catch (FileException e) {
      over = true;
      pending.close();
      throw pending.failure(e);
    }
  }

  private void checkIsOpen() {
    if (over) {
      throw new IllegalStateException(
          names + ": was completed, closed or failed before; open another to write more");
    }
  }

  @Override
  public void complete() {
    checkIsOpen();
    over = true;
    if (written == 0) {
      throw new FileException(names + ": no frame came; nothing was written");
    }
    try {
      pending.commit();
    } catch (IOException e) {
      throw pending.failure(e);
    }
  }

  @Override
  public void close() {
    over = true;
    pending.close();
  }
}
