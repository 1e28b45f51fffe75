package org.jpose.media.pipeline;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;

/** Gives a frame of another source for each permit. */
final class SteppedSource implements FrameSource {
  private final FrameSource source;
  private final Semaphore permits;

  SteppedSource(FrameSource source, Semaphore permits) {
    this.source = source;
    this.permits = permits;
  }

  /** Whether somebody has taken all frames there are permits for, and waits for the next. */
  boolean isWaiting() {
    return permits.hasQueuedThreads();
  }

  @Override
  public VideoFacts facts() {
    return source.facts();
  }

  @Override
  public Optional<Frame> next() {
    permits.acquireUninterruptibly();
    return source.next();
  }

  @Override
  public void close() {
    source.close();
    permits.release(1000);
  }
}
