package org.jpose.media.video.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.ffmpeg.Demuxer;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;
import org.jpose.media.video.ffmpeg.TimeBase;

/**
 * Finds a frame by its number or time without decoding those before it, from the time stamps of the
 * packets: a frame's number is how many stamps are before its own. Reads the file from its start to
 * the frame.
 *
 * @param seekTo time stamp to seek to: that of the last key frame but one, since frames shown
 *     before a key frame but stored after it may need the one before
 * @param index number of the wanted frame
 * @param timestamp its time stamp
 */
record PacketIndex(long seekTo, long index, long timestamp) {
  /** Packets that may be stored after one that is shown later than they. */
  private static final int MAX_REORDERING = 64;

  private record Stamp(long timestamp, boolean key) {}

  /**
   * Looks for a frame.
   *
   * @param first time stamp of the first frame of the source
   * @return empty if the file does not say when its packets are shown, or ends before the frame
   */
  static Optional<PacketIndex> find(
      InputAddress address, FramePosition wanted, long first, Interruption interruption)
      throws FfmpegException {
    List<Stamp> stamps = new ArrayList<>();
    try (Demuxer demuxer = Demuxer.open(address, avutil.AVMEDIA_TYPE_VIDEO, interruption)) {
      TimeBase timeBase = TimeBase.of(demuxer.stream().time_base());
      int behind = 0;
      while (behind <= MAX_REORDERING && demuxer.read()) {
        AVPacket packet = demuxer.packet();
        if (!demuxer.isOfStream()
            || (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) != 0
            || (packet.pts() != avutil.AV_NOPTS_VALUE && packet.pts() < first)) {
          continue;
        }
        if (packet.pts() == avutil.AV_NOPTS_VALUE) {
          return Optional.empty();
        }
        boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        // The number of packets is that of frames once all that are shown earlier were stored.
        boolean reached = wanted.isReached(stamps.size(), timeBase.time(packet.pts() - first));
        behind = reached ? behind + 1 : behind;
        stamps.add(new Stamp(packet.pts(), key));
      }
      stamps.sort(Comparator.comparingLong(Stamp::timestamp));
      return among(stamps, wanted, first, timeBase);
    }
  }

  private static Optional<PacketIndex> among(
      List<Stamp> stamps, FramePosition wanted, long first, TimeBase timeBase) {
    long lastKey = first;
    long keyBefore = first;
    for (int i = 0; i < stamps.size(); i++) {
      Stamp stamp = stamps.get(i);
      Duration time = timeBase.time(stamp.timestamp - first);
      if (stamp.key) {
        keyBefore = lastKey;
        lastKey = stamp.timestamp;
      }
      if (wanted.isReached(i, time)) {
        return Optional.of(new PacketIndex(keyBefore, i, stamp.timestamp));
      }
    }
    return Optional.empty();
  }
}
