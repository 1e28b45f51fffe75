package org.jpose.media.video.read;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.core.image.Image;
import org.jpose.media.video.ffmpeg.Demuxer;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;
import org.jpose.media.video.ffmpeg.TimeBase;

/**
 * Decodes the video stream of one input, frame by frame; pixels are converted only if asked for.
 * The first frame is decoded when it is opened, since heads may lie. Not thread-safe.
 */
final class VideoReader implements AutoCloseable {
  private static final double USUAL_RATE = 25;
  private static final double MOST_ASPECT = 16;

  private final Demuxer demuxer;
  private final TimeBase timeBase;
  private final AVCodecContext decoder;
  private final AVFrame frame = avutil.av_frame_alloc();
  private FrameConverter converter;
  private boolean first;
  private boolean drained;
  private FfmpegException broken;
  private boolean closed;
  private int width;
  private int height;
  private long damaged;
  private boolean flawed;

  /** How frames are decoded: one after the other at once, or several at a time with a delay. */
  enum Pace {
    LOW_DELAY,
    HIGH_THROUGHPUT
  }

  private VideoReader(Demuxer demuxer) {
    this.demuxer = demuxer;
    this.timeBase = TimeBase.of(demuxer.stream().time_base());
    this.decoder = avcodec.avcodec_alloc_context3(null);
  }

  /**
   * Opens an input and decodes its first frame.
   *
   * @param threads of the decoder; 0 for as many as FFmpeg likes
   * @throws FfmpegException if it cannot be opened, has no video stream or no frame
   */
  static VideoReader open(InputAddress address, int threads, Pace pace, Interruption interruption)
      throws FfmpegException {
    VideoReader reader =
        new VideoReader(Demuxer.open(address, avutil.AVMEDIA_TYPE_VIDEO, interruption));
    try {
      reader.start(threads, pace);
    } catch (FfmpegException | RuntimeException e) {
      reader.close();
      throw e;
    }
    return reader;
  }

  private void start(int threads, Pace pace) throws FfmpegException {
    AVStream stream = demuxer.stream();
    int id = stream.codecpar().codec_id();
    AVCodec codec = avcodec.avcodec_find_decoder(id);
    if (codec == null || codec.isNull()) {
      throw new FfmpegException(
          "this FFmpeg cannot decode " + avcodec.avcodec_get_name(id).getString());
    }
    check(avcodec.avcodec_parameters_to_context(decoder, stream.codecpar()));
    decoder.pkt_timebase(stream.time_base());
    decoder.thread_count(threads);
    if (pace == Pace.LOW_DELAY) {
      // Not the decoder's flag of this name: it gives frames in the order they are stored.
      decoder.thread_type(AVCodecContext.FF_THREAD_SLICE);
    }
    check(avcodec.avcodec_open2(decoder, codec, (AVDictionary) null));
    if (!decode()) {
      throw new FfmpegException(
          damaged == 0
              ? "its video stream has no frame"
              : "none of its %d video packets can be decoded".formatted(damaged));
    }
    first = true;
    width = frame.width();
    height = frame.height();
  }

  /** Width of the first frame, before it is turned. */
  int storedWidth() {
    return width;
  }

  /** Height of the first frame, before it is turned. */
  int storedHeight() {
    return height;
  }

  /** The input. */
  Demuxer demuxer() {
    return demuxer;
  }

  /** The unit of {@link #timestamp}. */
  TimeBase timeBase() {
    return timeBase;
  }

  /** Packets that could not be decoded so far. */
  long damaged() {
    return damaged;
  }

  /**
   * Whether the decoder had to invent a part of the last frame, or could not decode what followed.
   */
  boolean isFlawed() {
    return flawed;
  }

  /** Frames a second: the mean, or what the stream declares. */
  double rate() {
    AVStream stream = demuxer.stream();
    double mean = rate(stream.avg_frame_rate());
    double declared = rate(stream.r_frame_rate());
    return mean > 0 ? mean : declared > 0 ? declared : USUAL_RATE;
  }

  private static double rate(AVRational rate) {
    return !rate.isNull() && rate.num() > 0 && rate.den() > 0
        ? (double) rate.num() / rate.den()
        : 0;
  }

  /**
   * Goes to the next frame.
   *
   * @return whether there was one; false at the end
   */
  boolean advance() throws FfmpegException {
    if (first) {
      first = false;
      return true;
    }
    return decode();
  }

  private boolean decode() throws FfmpegException {
    while (true) {
      int result = avcodec.avcodec_receive_frame(decoder, frame);
      if (result >= 0) {
        flawed = frame.decode_error_flags() != 0;
        return true;
      }
      if (drained || result == avutil.AVERROR_EOF()) {
        if (broken != null) {
          throw broken;
        }
        return false;
      }
      if (result != avutil.AVERROR_EAGAIN()) {
        damaged++;
        flawed = true;
      }
      feed();
    }
  }

  private void feed() {
    try {
      while (demuxer.read()) {
        if (!demuxer.isOfStream()) {
          continue;
        }
        AVPacket packet = demuxer.packet();
        if (avcodec.avcodec_send_packet(decoder, packet) >= 0) {
          return;
        }
        damaged++;
        flawed = true;
      }
    } catch (FfmpegException e) {
      // The decoder still has frames that came before; they are given first.
      broken = e;
    }
    drained = true;
    avcodec.avcodec_send_packet(decoder, null);
  }

  /** When the frame is shown, in units of the stream, if the stream says so. */
  OptionalLong timestamp() {
    long timestamp = frame.best_effort_timestamp();
    return timestamp == avutil.AV_NOPTS_VALUE ? OptionalLong.empty() : OptionalLong.of(timestamp);
  }

  /** The frame's pixels, upright, in an array of their own. */
  Image image(FrameRotation rotation) throws FfmpegException {
    if (converter == null) {
      converter = new FrameConverter(width, height, rotation);
    }
    return converter.image(frame).withPixelAspect(pixelAspect(rotation));
  }

  /** Width of a pixel by its height in the upright frame; what cannot be is taken for square. */
  private double pixelAspect(FrameRotation rotation) {
    double aspect;
    try (AVRational stored =
        avformat.av_guess_sample_aspect_ratio(demuxer.context(), demuxer.stream(), frame)) {
      aspect = rate(stored);
    }
    double shown = rotation.exchanged() ? 1 / aspect : aspect;
    return shown >= 1 / MOST_ASPECT && shown <= MOST_ASPECT ? shown : 1;
  }

  /** Moves so that the next frames are those from the last key frame at or before a time stamp. */
  void seek(long timestamp) throws FfmpegException {
    demuxer.seek(timestamp);
    avcodec.avcodec_flush_buffers(decoder);
    drained = false;
    broken = null;
    first = false;
  }

  /**
   * Number of frames by the head of the file, if it says so; without those an edit of the file, as
   * by a telephone's scissors, has left out.
   */
  OptionalLong declaredFrames() {
    AVStream stream = demuxer.stream();
    if (demuxer.context().iformat().name().getString().startsWith("mov")) {
      int entries = avformat.avformat_index_get_entries_count(stream);
      long shown = 0;
      for (int i = 0; i < entries; i++) {
        int flags = avformat.avformat_index_get_entry(stream, i).flags();
        shown += (flags & AVIndexEntry.AVINDEX_DISCARD_FRAME) == 0 ? 1 : 0;
      }
      return shown > 0 ? OptionalLong.of(shown) : OptionalLong.empty();
    }
    long frames = stream.nb_frames();
    return frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty();
  }

  /**
   * What tells that the file ends too early: its head gives places of data behind the end, or a
   * greater size, or a packet is not whole. After it, nothing more can be read.
   */
  Optional<String> missing() {
    AVStream stream = demuxer.stream();
    int entries = avformat.avformat_index_get_entries_count(stream);
    long size = demuxer.context().pb() == null ? -1 : avformat.avio_size(demuxer.context().pb());
    if (size <= 0) {
      return Optional.empty();
    }
    byte[] head = demuxer.start(DeclaredSize.HEAD_BYTES);
    long declared = DeclaredSize.in(head).orElse(0);
    if (entries > 0) {
      AVIndexEntry last = avformat.avformat_index_get_entry(stream, entries - 1);
      declared = Math.max(declared, last.pos() + last.size());
    }
    if (declared > size) {
      return Optional.of("its data ends before its head says");
    }
    return DeclaredSize.isOfWholePackets(head, size)
        ? Optional.empty()
        : Optional.of("it ends within a packet");
  }

  /** Frees everything; may be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (converter != null) {
      converter.close();
    }
    avutil.av_frame_free(frame);
    avcodec.avcodec_free_context(decoder);
    demuxer.close();
  }
}
