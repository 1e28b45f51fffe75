package org.jpose.media.video;

import org.jpose.core.disk.FileException;

/**
 * Takes frames one by one: a video file, a folder of images, a window. Used by one thread at a
 * time.
 */
public interface FrameSink extends AutoCloseable {
  /**
   * Takes a frame, whose image is not kept and may be changed afterwards.
   *
   * @param frame with times that grow
   * @throws FileException if it cannot be written; the sink is of no use then
   */
  void write(Frame frame);

  /**
   * Finishes: a file appears under its name, in place of an earlier one.
   *
   * @throws FileException if it cannot be written, now or before
   */
  void complete();

  /** Frees what is held; without {@link #complete()} no file is left. May be called twice. */
  @Override
  void close();
}
