package org.jpose.media.video.ffmpeg;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jpose.media.MediaException;

/**
 * Takes FFmpeg's log, which would go to the standard error stream, and keeps the last error of each
 * thread for the message of the exception that follows. FFmpeg has one log a process: a program
 * that wants it for itself sets its own after the first video was opened.
 */
public final class LastErrorLine {
  private static final ThreadLocal<String> LINE = new ThreadLocal<>();

  private LastErrorLine() {}

  /** What FFmpeg calls. A class of its own, since its superclass loads FFmpeg. */
  private static final class Receiver extends LogCallback {
    /** FFmpeg keeps a pointer to it, Java has to keep the object. */
    static final Receiver ONE = new Receiver();

    @Override
    public void call(int level, BytePointer message) {
      if (level <= avutil.AV_LOG_ERROR) {
        note(message.getString(StandardCharsets.UTF_8).strip());
      }
    }
  }

  /** Makes FFmpeg quiet. */
  static void install() {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    avutil.setLogCallback(Receiver.ONE);
  }

  /**
   * Makes FFmpeg ready; forgets what this thread was told before.
   *
   * @throws MediaException if it cannot be loaded
   */
  public static void begin() {
    LINE.remove();
    FfmpegLibrary.require(FfmpegLibrary.VIDEOS);
  }

  /** What FFmpeg last complained of to this thread since {@link #begin()}. */
  static Optional<String> ofThisThread() {
    return Optional.ofNullable(LINE.get());
  }

  private static void note(String line) {
    // The address of FFmpeg's context, as in "[mov,mp4 @ 0x7f...] moov atom not found".
    String told = line.replaceFirst("^\\[[^\\]]* @ (0x)?[0-9a-fA-F]+\\] ", "");
    if (!told.isEmpty()) {
      LINE.set(told);
    }
  }
}
