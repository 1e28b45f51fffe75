package org.jpose.media.video.read;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;

/**
 * Gives a decoder memory for frames of a size, at first of none, and keeps what else it asked for.
 * Closed after the decoder. Not thread-safe.
 */
final class FrameAllowance implements AutoCloseable {
  private static final int WIDTH = 0;
  private static final int HEIGHT = 1;
  private static final int REFUSED_WIDTH = 2;
  private static final int REFUSED_HEIGHT = 3;

  /** Codecs round sizes up to whole blocks, of at most so many pixels. */
  private static final int BLOCK = 64;

  /** One for all decoders: what it needs is in the memory FFmpeg hands over; JavaCPP has ten. */
  private static final class Question
      extends AVCodecContext.Get_buffer2_AVCodecContext_AVFrame_int {
    static final Question ASKED = new Question();

    Question() {
      super();
    }

    @Override
    public int call(AVCodecContext decoder, AVFrame frame, int flags) {
      IntPointer state = new IntPointer(decoder.opaque());
      int width = shown(decoder.width(), frame.width());
      int height = shown(decoder.height(), frame.height());
      if (width > state.get(WIDTH) || height > state.get(HEIGHT)) {
        state.put(REFUSED_WIDTH, width);
        state.put(REFUSED_HEIGHT, height);
        return avutil.AVERROR_EXIT();
      }
      return avcodec.avcodec_default_get_buffer2(decoder, frame, flags);
    }

    // A frame may be a small part of what is decoded.
    private static int shown(int shown, int decoded) {
      return decoded - shown < BLOCK ? shown : decoded;
    }
  }

  private final IntPointer state = new IntPointer(0, 0, 0, 0);

  /** Makes a decoder ask here. */
  void attachTo(AVCodecContext decoder) {
    decoder.get_buffer2(Question.ASKED).opaque(state);
  }

  /** Allows frames up to a size; forgets what was refused. */
  void allow(FrameSize size) {
    state.put(size.width(), size.height(), 0, 0);
  }

  /** Whether a frame was refused. */
  boolean hasRefused() {
    return state.get(REFUSED_WIDTH) > 0;
  }

  /** The size of the frame that was refused. */
  FrameSize refused() {
    return new FrameSize(state.get(REFUSED_WIDTH), state.get(REFUSED_HEIGHT));
  }

  @Override
  public void close() {
    state.deallocate();
  }
}
