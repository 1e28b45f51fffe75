package org.jpose.media.video.write;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.core.image.Image;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.LastErrorLine;

/** Encodes images. Not thread-safe. */
final class VideoEncoder implements AutoCloseable {
  /** Units of time a second: rates from 24 to 60, also 29.97, fit without a rest. */
  static final int UNITS = 60_000;

  private static final double BITS_A_PIXEL = 0.15;
  private static final long LEAST_BITS = 100_000;
  private static final int GOOD_QUANTIZER = 3;
  private static final int HD_HEIGHT = 720;
  private static final int SECONDS_BETWEEN_KEY_FRAMES = 2;

  private final AVCodecContext context;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVRational timeBase;
  private final AVRational frameRate;
  private final PictureInput input;
  private boolean closed;

  /** Takes a packet, in {@link #timeBase}. */
  interface Output {
    void take(AVPacket packet) throws FfmpegException;
  }

  private VideoEncoder(
      AVCodecContext context, AVRational timeBase, AVRational frameRate, PictureInput input) {
    this.context = context;
    this.timeBase = timeBase;
    this.frameRate = frameRate;
    this.input = input;
  }

  /**
   * Opens an encoder.
   *
   * @param width even
   * @param height even
   * @param pixelAspect width of a pixel by its height
   * @param rate frames a second, about
   * @param evenlySpaced whether times count frames
   * @param beside whether parameters go beside the packets
   */
  static VideoEncoder open(
      VideoCodec codec,
      int width,
      int height,
      double pixelAspect,
      double rate,
      boolean evenlySpaced,
      boolean beside,
      RecordingOptions options)
      throws FfmpegException {
    AVCodec encoder = codec.encoder();
    AVCodecContext context = avcodec.avcodec_alloc_context3(encoder);
    AVRational frameRate = rational(rate);
    AVRational timeBase = evenlySpaced ? avutil.av_inv_q(frameRate) : unit();
    PictureInput input = null;
    try {
      boolean jpeg = codec == VideoCodec.MJPEG;
      int space =
          height >= HD_HEIGHT && !jpeg ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M;
      context.width(width);
      context.height(height);
      context.pix_fmt(jpeg ? avutil.AV_PIX_FMT_YUVJ420P : avutil.AV_PIX_FMT_YUV420P);
      if (pixelAspect != 1) {
        // MPEG-4 takes terms of 8 bits.
        try (AVRational aspect = avutil.av_d2q(pixelAspect, 255)) {
          context.sample_aspect_ratio(aspect);
        }
      }
      context.time_base(timeBase);
      context.framerate(frameRate);
      context.gop_size((int) Math.max(1, Math.round(rate * SECONDS_BETWEEN_KEY_FRAMES)));
      context.thread_count(options.threads());
      colours(context, space, jpeg);
      quality(context, codec, encoder.name().getString(), rate, options);
      if (beside) {
        context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
      }
      check(avcodec.avcodec_open2(context, encoder, (AVDictionary) null));
      input = new PictureInput(width, height, context.pix_fmt(), space, jpeg);
      return new VideoEncoder(context, timeBase, frameRate, input);
    } catch (FfmpegException | RuntimeException e) {
      avcodec.avcodec_free_context(context);
      timeBase.close();
      frameRate.close();
      throw e;
    }
  }

  private static AVRational unit() {
    return new AVRational().num(1).den(UNITS);
  }

  // MPEG-4 takes denominators of 16 bits.
  private static AVRational rational(double rate) {
    return avutil.av_d2q(rate, UNITS);
  }

  private static void colours(AVCodecContext context, int space, boolean full) {
    boolean hd = space == avutil.AVCOL_SPC_BT709;
    context.colorspace(space);
    context.color_primaries(hd ? avutil.AVCOL_PRI_BT709 : avutil.AVCOL_PRI_SMPTE170M);
    context.color_trc(hd ? avutil.AVCOL_TRC_BT709 : avutil.AVCOL_TRC_SMPTE170M);
    context.color_range(full ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG);
  }

  private static void quality(
      AVCodecContext context,
      VideoCodec codec,
      String encoder,
      double rate,
      RecordingOptions options) {
    long pixels = (long) context.width() * context.height();
    long bits = Math.max(LEAST_BITS, Math.round(pixels * rate * BITS_A_PIXEL));
    boolean chosen = options.bitRate().isPresent();
    switch (codec) {
      case H264 -> {
        if (encoder.equals("libx264")) {
          set(context, "preset", "veryfast");
          set(context, "crf", "20");
        }
        context.bit_rate(
            chosen ? options.bitRate().getAsLong() : encoder.equals("libx264") ? 0 : bits);
      }
      case MPEG4, MJPEG -> {
        if (chosen) {
          context.bit_rate(options.bitRate().getAsLong());
        } else {
          context.flags(context.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
          context.global_quality(avutil.FF_QP2LAMBDA * GOOD_QUANTIZER);
        }
      }
      case VP8, VP9 -> {
        set(context, "deadline", "realtime");
        set(context, "cpu-used", "6");
        set(context, "lag-in-frames", "0");
        context.bit_rate(chosen ? options.bitRate().getAsLong() : bits);
      }
    }
  }

  private static void set(AVCodecContext context, String name, String value) {
    avutil.av_opt_set(context.priv_data(), name, value, 0);
  }

  /** Parameters of the packets; to be freed by the caller. */
  AVCodecParameters parameters() throws FfmpegException {
    AVCodecParameters parameters = avcodec.avcodec_parameters_alloc();
    check(avcodec.avcodec_parameters_from_context(parameters, context));
    return parameters;
  }

  /** The unit of times. */
  AVRational timeBase() {
    return timeBase;
  }

  /** The rate, as a fraction. */
  AVRational frameRate() {
    return frameRate;
  }

  /** Encodes an image that is shown at a time, for a time. */
  void encode(Image image, long timestamp, long duration, Output output) throws FfmpegException {
    AVFrame frame = input.frame(image);
    frame.pts(timestamp);
    frame.duration(duration);
    // Left by the last one: it would force the kind of this frame.
    frame.pict_type(avutil.AV_PICTURE_TYPE_NONE);
    LastErrorLine.begin();
    check(avcodec.avcodec_send_frame(context, frame));
    take(duration, output);
  }

  /** Encodes the last image once more. */
  void repeat(long timestamp, Output output) throws FfmpegException {
    AVFrame frame = input.last();
    frame.pts(timestamp);
    LastErrorLine.begin();
    check(avcodec.avcodec_send_frame(context, frame));
    take(frame.duration(), output);
  }

  /** Gives what the encoder still has. */
  void finish(long duration, Output output) throws FfmpegException {
    check(avcodec.avcodec_send_frame(context, null));
    take(duration, output);
  }

  private void take(long duration, Output output) throws FfmpegException {
    while (true) {
      int result = avcodec.avcodec_receive_packet(context, packet);
      if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
        return;
      }
      check(result);
      if (packet.duration() <= 0) {
        packet.duration(duration);
      }
      output.take(packet);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    input.close();
    avcodec.av_packet_free(packet);
    avcodec.avcodec_free_context(context);
    timeBase.close();
    frameRate.close();
  }
}
