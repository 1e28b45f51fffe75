package org.jpose.media.video.ffmpeg;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * One open input of FFmpeg and one stream of it, packet by packet. Not thread-safe; another thread
 * ends what waits through the {@link Interruption}.
 */
public final class Demuxer implements AutoCloseable {
  private static final long DEVICE_PAUSE_MILLIS = 2;

  /** As in C's stdio.h. */
  private static final int SEEK_SET = 0;

  private final AVFormatContext context;
  private final Interruption interruption;
  private final AVPacket packet;
  private int stream = -1;
  private Duration end = Duration.ZERO;

  private Demuxer(AVFormatContext context, Interruption interruption) {
    this.context = context;
    this.interruption = interruption;
    this.packet = avcodec.av_packet_alloc();
  }

  /**
   * Opens an input and reads enough of it to know its streams.
   *
   * @param kind {@link avutil#AVMEDIA_TYPE_VIDEO} or {@link avutil#AVMEDIA_TYPE_AUDIO}: the best
   *     stream of this kind is chosen; cover pictures of music are no video
   * @throws FfmpegException if there is none, the input cannot be opened, or time is over
   */
  public static Demuxer open(InputAddress address, int kind, Interruption interruption)
      throws FfmpegException {
    LastErrorLine.begin();
    AVInputFormat format = null;
    if (address.format().isPresent()) {
      FfmpegLibrary.require(FfmpegLibrary.CAMERAS);
      format = avformat.av_find_input_format(address.format().get());
      if (format == null) {
        throw new FfmpegException(
            "this FFmpeg has no input device '" + address.format().get() + "'");
      }
    }
    AVFormatContext context = avformat.avformat_alloc_context();
    interruption.attachTo(context);
    if (format != null) {
      // Waiting in a camera's driver could not be ended.
      context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_NONBLOCK);
    }
    AVDictionary options = dictionary(address.options());
    try (BytePointer url = new BytePointer(address.url(), StandardCharsets.UTF_8)) {
      // Frees the context when it fails.
      int result = avformat.avformat_open_input(context, url, format, options);
      if (result < 0) {
        throw failure(result, interruption);
      }
    } finally {
      avutil.av_dict_free(options);
    }
    Demuxer demuxer = new Demuxer(context, interruption);
    try {
      demuxer.choose(kind);
    } catch (FfmpegException | RuntimeException e) {
      demuxer.close();
      throw e;
    }
    return demuxer;
  }

  private static AVDictionary dictionary(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    options.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
    return dictionary;
  }

  private void choose(int kind) throws FfmpegException {
    String format = context.iformat().name().getString();
    if (format.equals("tty")) {
      throw new FfmpegException("it is a text");
    }
    int result = avformat.avformat_find_stream_info(context, (AVDictionary) null);
    if (result < 0) {
      throw failure(result, interruption);
    }
    String what = kind == avutil.AVMEDIA_TYPE_VIDEO ? "video" : "audio";
    int best = avformat.av_find_best_stream(context, kind, -1, -1, (AVCodec) null, 0);
    if (best < 0 || isPicture(context.streams(best))) {
      if (interruption.isEnded() || interruption.isLate()) {
        throw failure(avutil.AVERROR_EXIT(), interruption);
      }
      throw new NoSuchStream("it has no " + what + " stream" + others());
    }
    stream = best;
  }

  private static boolean isPicture(AVStream stream) {
    return (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
  }

  private String others() {
    int audio = 0;
    for (int i = 0; i < context.nb_streams(); i++) {
      if (context.streams(i).codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO) {
        audio++;
      }
    }
    return audio == 0 ? "" : " (audio only)";
  }

  /** Whether the input is a pipe, which gives its bytes once and cannot be opened again. */
  public boolean isPipe() {
    String url = context.url().getString(StandardCharsets.UTF_8);
    boolean local = url.startsWith("file:") || url.startsWith("pipe:");
    return local && context.pb() != null && context.pb().seekable() == 0;
  }

  /** The input. */
  public AVFormatContext context() {
    return context;
  }

  /** The chosen stream. */
  public AVStream stream() {
    return context.streams(stream);
  }

  /** The packet last read; valid until the next read. */
  public AVPacket packet() {
    return packet;
  }

  /** Whether the packet last read is of the chosen stream. */
  public boolean isOfStream() {
    return packet.stream_index() == stream;
  }

  /**
   * Reads the next packet of any stream.
   *
   * @return whether there was one; false at the end
   * @throws FfmpegException if reading fails, time is over or waiting was ended
   */
  public boolean read() throws FfmpegException {
    LastErrorLine.begin();
    while (true) {
      avcodec.av_packet_unref(packet);
      int result = avformat.av_read_frame(context, packet);
      if (result >= 0) {
        note();
        return true;
      }
      if (result != avutil.AVERROR_EAGAIN()) {
        // A read that failed is reported as the end by some formats.
        int below = context.pb() == null ? 0 : context.pb().error();
        if (result != avutil.AVERROR_EOF() && !isEndOfUnknownLength()) {
          throw failure(result, interruption);
        }
        boolean failed = below < 0 && below != avutil.AVERROR_EOF() && !isEndOfUnknownLength();
        if (interruption.isEnded() || failed) {
          throw failure(below, interruption);
        }
        return false;
      }
      pause();
    }
  }

  // FFmpeg takes the end of an answer over HTTP without a length for an error.
  private static boolean isEndOfUnknownLength() {
    return LastErrorLine.ofThisThread()
        .filter(line -> line.startsWith("Stream ends prematurely"))
        .filter(line -> line.endsWith(" " + Long.toUnsignedString(-1)))
        .isPresent();
  }

  private void note() {
    long last = Math.max(packet.pts(), packet.dts());
    if (last != avutil.AV_NOPTS_VALUE) {
      TimeBase timeBase = TimeBase.of(context.streams(packet.stream_index()).time_base());
      Duration reached = timeBase.time(last + Math.max(0, packet.duration()));
      end = end.compareTo(reached) < 0 ? reached : end;
    }
  }

  /** The end of the packets read so far, of all streams, by the clock of the input. */
  public Duration end() {
    long start = context.start_time();
    return start == avutil.AV_NOPTS_VALUE ? end : end.minus(TimeBase.MICROS.time(start));
  }

  // A camera has no new frame yet.
  private void pause() throws FfmpegException {
    if (interruption.isEnded() || interruption.isLate()) {
      throw failure(avutil.AVERROR_EXIT(), interruption);
    }
    try {
      Thread.sleep(DEVICE_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FfmpegException("the thread was interrupted");
    }
  }

  private static FfmpegException failure(int code, Interruption interruption) {
    if (interruption.isEnded()) {
      return new FfmpegException("it was closed");
    }
    return interruption.isLate()
        ? new FfmpegException("nothing came in the time allowed")
        : FfmpegException.of(code);
  }

  /**
   * Moves to the last key frame at or before a time stamp.
   *
   * @param timestamp in units of the stream's time base
   */
  public void seek(long timestamp) throws FfmpegException {
    LastErrorLine.begin();
    check(avformat.avformat_seek_file(context, stream, Long.MIN_VALUE, timestamp, timestamp, 0));
  }

  /**
   * The first bytes of the input; none if it cannot go back, as where a server is gone by now.
   * After it, no packet can be read.
   *
   * @param most how many
   */
  public byte[] start(int most) {
    AVIOContext bytes = context.pb();
    if (bytes == null || bytes.seekable() == 0) {
      return new byte[0];
    }
    LastErrorLine.begin();
    byte[] start = new byte[most];
    if (avformat.avio_seek(bytes, 0, SEEK_SET) < 0) {
      return new byte[0];
    }
    int length = avformat.avio_read(bytes, start, most);
    return Arrays.copyOf(start, Math.max(0, length));
  }

  /** Frees everything; may be called twice. */
  @Override
  public void close() {
    if (!packet.isNull()) {
      avcodec.av_packet_free(packet);
      avformat.avformat_close_input(context);
    }
  }

  /** The input is fine, but nothing in it is of the kind asked for. */
  public static final class NoSuchStream extends FfmpegException {
    private static final long serialVersionUID = 1L;

    NoSuchStream(String reason) {
      super(reason);
    }
  }
}
