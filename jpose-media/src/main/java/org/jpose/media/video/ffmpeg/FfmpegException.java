package org.jpose.media.video.ffmpeg;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;

/** A call of FFmpeg failed. The message is its reason, without the name of the source. */
public class FfmpegException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int TEXT_BYTES = 256;

  /** With the reason alone. */
  public FfmpegException(String reason) {
    super(reason);
  }

  /** With FFmpeg's text for an error code and what it logged on this thread. */
  static FfmpegException of(int code) {
    String text = text(code);
    return new FfmpegException(
        LastErrorLine.ofThisThread()
            .filter(line -> !line.equals(text))
            .map(line -> text + " (" + line + ")")
            .orElse(text));
  }

  /** Passes results of FFmpeg that are not errors. */
  public static int check(int result) throws FfmpegException {
    if (result < 0) {
      throw of(result);
    }
    return result;
  }

  private static String text(int code) {
    byte[] text = new byte[TEXT_BYTES];
    avutil.av_strerror(code, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }
}
