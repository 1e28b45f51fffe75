package org.jpose.media.video.write;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;
import org.jpose.media.video.ffmpeg.FfmpegException;

/** Writes encoded packets of several streams to a file. Not thread-safe. */
final class Muxer implements AutoCloseable {
  private static final int NORMAL_COMPLIANCE = 0;

  private final AVFormatContext context = new AVFormatContext(null);
  private final Path file;
  private boolean closed;

  /** Chooses a format; the file is created by {@link #begin}. */
  Muxer(Container container, Path file) throws FfmpegException {
    this.file = file;
    check(
        avformat.avformat_alloc_output_context2(
            context, (AVOutputFormat) null, container.format(), null));
  }

  /** Whether encoders must put their parameters beside the packets. */
  boolean wantsGlobalHeader() {
    return (context.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
  }

  /** Whether the format has a place for a codec. */
  boolean takes(int codecId) {
    return avformat.avformat_query_codec(context.oformat(), codecId, NORMAL_COMPLIANCE) == 1;
  }

  /** Adds a stream with the parameters of packets to come; returns its number. */
  int add(AVCodecParameters parameters, AVRational timeBase) throws FfmpegException {
    AVStream stream = avformat.avformat_new_stream(context, null);
    check(avcodec.avcodec_parameters_copy(stream.codecpar(), parameters));
    // Numbers of another kind of file for the same codec.
    stream.codecpar().codec_tag(0);
    stream.time_base(timeBase);
    stream.sample_aspect_ratio(parameters.sample_aspect_ratio());
    return stream.index();
  }

  /** Sets the rate a stream declares. */
  void declareRate(int stream, AVRational rate) {
    context.streams(stream).avg_frame_rate(rate);
  }

  /** Creates the file and writes its head. */
  void begin() throws FfmpegException {
    AVIOContext file = new AVIOContext(null);
    try (BytePointer url =
        new BytePointer("file:" + this.file.toAbsolutePath(), StandardCharsets.UTF_8)) {
      check(avformat.avio_open2(file, url, avformat.AVIO_FLAG_WRITE, null, (AVDictionary) null));
    }
    context.pb(file);
    check(avformat.avformat_write_header(context, (AVDictionary) null));
  }

  /**
   * Writes a packet, whose content is taken over.
   *
   * @param timeBase unit of its times
   */
  void write(AVPacket packet, int stream, AVRational timeBase) throws FfmpegException {
    packet.stream_index(stream);
    avcodec.av_packet_rescale_ts(packet, timeBase, context.streams(stream).time_base());
    check(avformat.av_interleaved_write_frame(context, packet));
  }

  /** Writes the end of the file and closes it. */
  void finish() throws FfmpegException {
    check(avformat.av_write_trailer(context));
    AVIOContext file = context.pb();
    avformat.avio_flush(file);
    int written = file.error();
    context.pb(null);
    int result = avformat.avio_close(file);
    check(written);
    check(result);
  }

  /** Frees everything; may be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    AVIOContext file = context.pb();
    if (file != null && !file.isNull()) {
      context.pb(null);
      avformat.avio_close(file);
    }
    avformat.avformat_free_context(context);
  }
}
