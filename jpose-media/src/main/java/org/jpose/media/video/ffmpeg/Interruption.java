package org.jpose.media.video.ffmpeg;

import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends calls of FFmpeg that wait for a network or a device: when their time is over, or at once
 * when another thread asks for it. FFmpeg asks about ten times a second. It must outlive the
 * contexts it was attached to.
 */
public final class Interruption implements AutoCloseable {
  private static final int ENDED = 0;
  private static final int DEADLINE = 1;

  /** Knows nothing: all it asks is in the memory FFmpeg hands over. */
  private static final class Question extends AVIOInterruptCB.Callback_Pointer {
    static final Question ASKED = new Question();

    Question() {
      super();
    }

    @Override
    public int call(Pointer state) {
      LongPointer asked = new LongPointer(state);
      boolean over = asked.get(ENDED) != 0 || System.nanoTime() - asked.get(DEADLINE) > 0;
      return over ? 1 : 0;
    }
  }

  private final LongPointer state = new LongPointer(2);
  private volatile boolean ended;
  private volatile long deadline;
  private boolean closed;

  /** Nothing is over yet; without {@link #allow} everything is after ten minutes. */
  public Interruption() {
    state.put(ENDED, 0);
    allow(Duration.ofMinutes(10));
  }

  /** Makes FFmpeg ask here whenever it waits. */
  void attachTo(AVFormatContext context) {
    context.interrupt_callback().callback(Question.ASKED).opaque(state);
  }

  /** Gives the calls that follow this much time together. */
  public void allow(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
    state.put(DEADLINE, deadline);
  }

  /** Whether the time of the last {@link #allow} is over. */
  boolean isLate() {
    return System.nanoTime() - deadline > 0;
  }

  /** Ends what waits now and all that would wait later. Any thread may ask for it. */
  public synchronized void end() {
    ended = true;
    if (!closed) {
      state.put(ENDED, 1);
    }
  }

  /** Whether {@link #end} was called. */
  public boolean isEnded() {
    return ended;
  }

  /** Frees it; nothing may be attached to it any more. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      state.deallocate();
    }
  }
}
