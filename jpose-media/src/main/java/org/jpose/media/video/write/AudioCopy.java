package org.jpose.media.video.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.media.video.ffmpeg.Demuxer;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;
import org.jpose.media.video.ffmpeg.TimeBase;

/**
 * Copies the sound of a video as it is stored, as far as frames are written. Whole packets are
 * copied, about 20 ms each, so that the sound begins and ends within one of the frames.
 */
final class AudioCopy implements AutoCloseable {
  private final Demuxer demuxer;
  private final Interruption interruption;
  private final TimeBase timeBase;
  private final AVRational unit;
  private final long videoStart;
  private int stream = -1;
  private Duration start;
  private boolean pending;
  private boolean ended;

  private AudioCopy(Demuxer demuxer, Interruption interruption, long videoStart) {
    this.demuxer = demuxer;
    this.interruption = interruption;
    this.videoStart = videoStart;
    timeBase = TimeBase.of(demuxer.stream().time_base());
    unit = new AVRational();
    unit.num((int) timeBase.numerator()).den((int) timeBase.denominator());
  }

  /**
   * Opens the sound of a video.
   *
   * @return empty if it has none
   */
  static Optional<AudioCopy> open(Path file) throws FfmpegException {
    InputAddress address =
        new InputAddress(
            file.toString(), "file:" + file.toAbsolutePath(), Optional.empty(), Map.of());
    Interruption interruption = new Interruption();
    try {
      long videoNanos = 0;
      try (Demuxer video = Demuxer.open(address, avutil.AVMEDIA_TYPE_VIDEO, interruption)) {
        long first = video.stream().start_time();
        videoNanos =
            first == avutil.AV_NOPTS_VALUE
                ? 0
                : TimeBase.of(video.stream().time_base()).time(first).toNanos();
      } catch (Demuxer.NoSuchStream e) {
        // A file of sound alone begins at its beginning.
        videoNanos = 0;
      }
      Demuxer audio = Demuxer.open(address, avutil.AVMEDIA_TYPE_AUDIO, interruption);
      return Optional.of(new AudioCopy(audio, interruption, videoNanos));
    } catch (Demuxer.NoSuchStream e) {
      interruption.close();
      return Optional.empty();
    } catch (FfmpegException | RuntimeException e) {
      interruption.close();
      throw e;
    }
  }

  /** Name of the codec of the sound. */
  String codec() {
    return avcodec.avcodec_get_name(demuxer.stream().codecpar().codec_id()).getString();
  }

  /** Adds a stream for the sound, before the file is begun, if the file has a place for it. */
  boolean addedTo(Muxer muxer) throws FfmpegException {
    if (!muxer.takes(demuxer.stream().codecpar().codec_id())) {
      return false;
    }
    stream = muxer.add(demuxer.stream().codecpar(), unit);
    return true;
  }

  /**
   * Copies what sounds before a time.
   *
   * @param from time of the first frame written, by the video's clock
   * @param until time of the last
   */
  void copy(Muxer muxer, Duration from, Duration until) throws FfmpegException {
    interruption.allow(Duration.ofMinutes(1));
    if (start == null) {
      start = from;
      if (!from.isZero()) {
        demuxer.seek(timeBase.units(from.plusNanos(videoStart)));
      }
    }
    while (!ended) {
      if (!pending && !readNext()) {
        ended = true;
        return;
      }
      AVPacket packet = demuxer.packet();
      Duration shown = timeBase.time(packet.pts()).minusNanos(videoStart);
      if (shown.compareTo(until) >= 0) {
        return;
      }
      pending = false;
      if (shown.compareTo(start) >= 0) {
        long shift = timeBase.units(start.plusNanos(videoStart));
        packet.pts(packet.pts() - shift);
        packet.dts(packet.dts() - shift);
        packet.pos(-1);
        muxer.write(packet, stream, unit);
      }
    }
  }

  // Sound that is damaged ends there: whoever reads the frames is told of the damage.
  private boolean readNext() {
    try {
      while (demuxer.read()) {
        AVPacket packet = demuxer.packet();
        boolean half = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
        if (demuxer.isOfStream() && !half && packet.pts() != avutil.AV_NOPTS_VALUE) {
          pending = true;
          return true;
        }
      }
      return false;
    } catch (FfmpegException e) {
      return false;
    }
  }

  @Override
  public void close() {
    demuxer.close();
    interruption.close();
    unit.close();
  }
}
