package org.jpose.media.video.write;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jpose.media.video.ffmpeg.FfmpegException;

/** How the frames of a video file are encoded. */
public enum VideoCodec {
  /**
   * H.264, which plays everywhere: by OpenH264, or by x264 where FFmpeg's GPL build was put on the
   * class path. Needs frames of 16x16 to 4096x2304 pixels.
   */
  H264("libx264", "libopenh264"),
  /** MPEG-4 part 2: old, larger files, any size. */
  MPEG4("mpeg4"),
  /** VP9, for WebM. */
  VP9("libvpx-vp9"),
  /** VP8, for WebM; faster than VP9. */
  VP8("libvpx"),
  /** Every frame a JPEG: large files, quick to cut. */
  MJPEG("mjpeg");

  private static final int SMALLEST_H264 = 16;
  private static final int LARGEST_H264_WIDTH = 4096;
  private static final int LARGEST_H264_HEIGHT = 2304;

  private final List<String> encoders;

  VideoCodec(String... encoders) {
    this.encoders = List.of(encoders);
  }

  /** FFmpeg's encoder for it, the first of ours that is there. */
  AVCodec encoder() throws FfmpegException {
    for (String name : encoders) {
      AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
      if (codec != null && !codec.isNull()) {
        return codec;
      }
    }
    throw new FfmpegException(
        "this FFmpeg has no encoder for %s (%s); choose another codec"
            .formatted(this, String.join(", ", encoders)));
  }

  /** Whether frames of this size can be encoded. */
  boolean takes(int width, int height) {
    return this != H264
        || (Math.min(width, height) >= SMALLEST_H264
            && Math.max(width, height) <= LARGEST_H264_WIDTH
            && Math.min(width, height) <= LARGEST_H264_HEIGHT);
  }
}
