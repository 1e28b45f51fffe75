package org.jpose.media.video;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.jpose.media.MediaException;

/**
 * Takes FFmpeg's log, which would go to the standard error stream, and keeps the last error of each
 * thread for the message of the exception that follows. FFmpeg has one log a process: a program
 * that wants it for itself sets its own after the first video was opened.
 */
final class LastErrorLine extends LogCallback {
  private static final ThreadLocal<String> LINE = new ThreadLocal<>();

  /** Loads the natives when it is first needed, not when a class is. */
  private static final class Installed {
    static final LastErrorLine CALLBACK = install();

    private static LastErrorLine install() {
      LastErrorLine callback = new LastErrorLine();
      avutil.av_log_set_level(avutil.AV_LOG_ERROR);
      avutil.setLogCallback(callback);
      avformat.avformat_network_init();
      avdevice.avdevice_register_all();
      return callback;
    }
  }

  private LastErrorLine() {}

  /**
   * Makes FFmpeg ready and quiet; forgets what this thread was told before.
   *
   * @throws MediaException if its natives are not on the class path
   */
  static void begin() {
    try {
      LINE.remove();
      if (Installed.CALLBACK.isNull()) {
        throw new IllegalStateException("FFmpeg's log has no receiver");
      }
    } catch (LinkageError e) {
      throw new MediaException(
          "videos need FFmpeg's natives, which are not on the class path; add org.bytedeco:ffmpeg"
              + " and org.bytedeco:javacpp with the classifier "
              + Loader.getPlatform(),
          e);
    }
  }

  /** What FFmpeg last complained of to this thread since {@link #begin()}. */
  static Optional<String> ofThisThread() {
    return Optional.ofNullable(LINE.get());
  }

  @Override
  public void call(int level, BytePointer message) {
    if (level > avutil.AV_LOG_ERROR) {
      return;
    }
    String line = message.getString(StandardCharsets.UTF_8).strip();
    // The address of FFmpeg's context, as in "[mov,mp4 @ 0x7f...] moov atom not found".
    String told = line.replaceFirst("^\\[[^\\]]* @ (0x)?[0-9a-fA-F]+\\] ", "");
    if (!told.isEmpty()) {
      LINE.set(told);
    }
  }
}
