package org.jpose.media.video;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;

/**
 * The frames of a source, one after the other, before some are chosen: pixels are made only of
 * those that are. Used by one thread at a time, but for {@link #end}.
 */
public interface RawVideo extends AutoCloseable {
  /** What is known of the whole source. */
  VideoFacts facts();

  /**
   * Goes to the next frame.
   *
   * @return whether there was one; false at the end
   * @throws MediaException if the source is damaged or lost
   */
  boolean advance();

  /** Number of the frame in the source, from 0. */
  long index();

  /** When the frame is shown, from the first frame of the source. */
  Duration time();

  /** The frame's pixels, in an array of their own. */
  Image image();

  /** The frame's own file, in a series of image files. */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /**
   * Makes the next frame the first of the source, or one not behind a place: those before it may be
   * passed without decoding. Live sources stay where they are.
   */
  void rewind(Optional<FramePosition> from);

  /** {@link System#nanoTime()} at time zero of a live source. */
  default OptionalLong origin() {
    return OptionalLong.empty();
  }

  /** Ends a waiting {@link #advance()} and all later ones. Any thread may call it. */
  void end();

  @Override
  void close();
}
