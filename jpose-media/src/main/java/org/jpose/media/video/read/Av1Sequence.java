package org.jpose.media.video.read;

import java.util.Optional;
import org.jpose.media.video.ffmpeg.FfmpegException;

/**
 * The sequence headers of AV1 (AV1 Bitstream &amp; Decoding Process Specification, 5.3 and 5.5),
 * read as far as the size: libaom decodes a frame before FFmpeg can refuse it, but none that is
 * larger than its header says.
 */
final class Av1Sequence {
  private static final int SEQUENCE_HEADER = 1;

  /** Of levels above, a bit tells the tier. */
  private static final int LEVEL_WITHOUT_TIER = 7;

  private final byte[] data;
  private final int end;
  private long bit;

  private Av1Sequence(byte[] data, int start, int end) {
    this.data = data;
    this.end = end;
    bit = 8L * start;
  }

  /**
   * The size no frame exceeds.
   *
   * @param data one packet
   * @throws FfmpegException if it has no sequence header or ends within one
   */
  static FrameSize largest(byte[] data) throws FfmpegException {
    Optional<FrameSize> largest = Optional.empty();
    Av1Sequence units = new Av1Sequence(data, 0, data.length);
    while (units.bit < 8L * data.length) {
      units.bits(1);
      int type = units.bits(4);
      int extension = units.bits(1);
      boolean sized = units.bits(1) == 1;
      units.bits(1 + 8 * extension);
      long left = data.length - units.bit / 8;
      long size = sized ? units.leb128() : left;
      int start = (int) (units.bit / 8);
      if (size > data.length - start) {
        throw cutOff();
      }
      int end = start + (int) size;
      if (type == SEQUENCE_HEADER) {
        FrameSize one = new Av1Sequence(data, start, end).size();
        largest = Optional.of(largest.map(other -> union(one, other)).orElse(one));
      }
      units.bit = 8L * end;
    }
    return largest.orElseThrow(() -> new FfmpegException("it has no sequence header"));
  }

  private static FrameSize union(FrameSize one, FrameSize other) {
    return new FrameSize(
        Math.max(one.width(), other.width()), Math.max(one.height(), other.height()));
  }

  private static FfmpegException cutOff() {
    return new FfmpegException("its sequence header is cut off");
  }

  private FrameSize size() throws FfmpegException {
    bits(3 + 1);
    boolean reduced = bits(1) == 1;
    if (reduced) {
      bits(5);
    } else {
      skipOperatingPoints();
    }
    int widthBits = bits(4) + 1;
    int heightBits = bits(4) + 1;
    return new FrameSize(bits(widthBits) + 1, bits(heightBits) + 1);
  }

  private void skipOperatingPoints() throws FfmpegException {
    int delayBits = 0;
    if (bits(1) == 1) {
      skip(64);
      if (bits(1) == 1) {
        skipUvlc();
      }
      if (bits(1) == 1) {
        delayBits = bits(5) + 1;
        skip(32 + 5 + 5);
      }
    }
    boolean displayDelays = bits(1) == 1;
    for (int points = bits(5) + 1; points > 0; points--) {
      skip(12);
      if (bits(5) > LEVEL_WITHOUT_TIER) {
        skip(1);
      }
      if (delayBits > 0 && bits(1) == 1) {
        skip(2 * delayBits + 1);
      }
      if (displayDelays && bits(1) == 1) {
        skip(4);
      }
    }
  }

  private void skipUvlc() throws FfmpegException {
    int zeros = 0;
    while (bits(1) == 0) {
      zeros++;
    }
    skip(zeros < 32 ? zeros : 0);
  }

  private long leb128() throws FfmpegException {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      int next = bits(8);
      value |= (long) (next & 0x7F) << 7 * i;
      if (next < 0x80) {
        break;
      }
    }
    return value;
  }

  private void skip(int count) {
    bit += count;
  }

  private int bits(int count) throws FfmpegException {
    if (bit + count > 8L * end) {
      throw cutOff();
    }
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      value = value << 1 | data[(int) (bit / 8)] >> 7 - bit % 8 & 1;
    }
    return value;
  }
}
