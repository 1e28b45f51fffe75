package org.jpose.media.video;

import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.media.MediaException;

/**
 * Gives the frames of one video, camera, stream or series of images, in order. Used by one thread
 * at a time, but for {@link #close()}, which any thread may call and which ends a {@link #next()}
 * that waits.
 */
public interface FrameSource extends AutoCloseable {
  /** What is known of the video from its head. */
  VideoFacts facts();

  /**
   * Waits for the next frame.
   *
   * @return the frame, or empty after the last one or when this was closed meanwhile
   * @throws MediaException if the source is damaged or lost; frames given before are good
   */
  Optional<Frame> next();

  /**
   * Whether {@link #next()} gives the newest frame there is, and drops those before it. {@link
   * NewestFrames} makes such a source of any other.
   */
  default boolean givesNewest() {
    return false;
  }

  /**
   * Frames that came and were replaced by newer ones before anybody took them; always 0 for sources
   * that give every frame. May be asked by any thread.
   */
  default long dropped() {
    return 0;
  }

  /**
   * For live sources {@link System#nanoTime()} at time zero of the frames, so that {@code origin +
   * time} is when a frame arrived: what a latency is measured from. Empty for others.
   */
  default OptionalLong origin() {
    return OptionalLong.empty();
  }

  /** Frees the source; may be called twice. */
  @Override
  void close();
}
