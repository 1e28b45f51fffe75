package org.jpose.media.video.read;

import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.IntPointer;

/**
 * How stored pixels are turned to be upright, by quarters of a circle and reflections. A telephone
 * held upright stores lying frames and such a note.
 *
 * @param exchanged whether stored rows become columns
 * @param leftward whether x runs against the stored direction
 * @param upward whether y runs against the stored direction
 */
record FrameRotation(boolean exchanged, boolean leftward, boolean upward) {
  static final FrameRotation NONE = new FrameRotation(false, false, false);
  private static final int CHANNELS = 3;

  /** Pixels on a side of the squares an image is turned in, so that both stay in the cache. */
  private static final int BLOCK = 32;

  /**
   * The rotation a stream's display matrix asks for; other angles are taken as the nearest quarter.
   */
  static FrameRotation of(AVStream stream) {
    return of(stream.codecpar().coded_side_data(), stream.codecpar().nb_coded_side_data());
  }

  /** The same of a list of side data. */
  static FrameRotation of(AVPacketSideData all, int count) {
    if (all == null || all.isNull()) {
      return NONE;
    }
    AVPacketSideData data =
        avcodec.av_packet_side_data_get(all, count, avcodec.AV_PKT_DATA_DISPLAYMATRIX);
    if (data == null || data.isNull() || data.size() < 9 * Integer.BYTES) {
      return NONE;
    }
    IntPointer matrix = new IntPointer(data.data());
    return ofMatrix(matrix.get(0), matrix.get(1), matrix.get(3), matrix.get(4));
  }

  /** The rotation of a matrix: {@code x' = a x + c y}, {@code y' = b x + d y}. */
  static FrameRotation ofMatrix(long a, long b, long c, long d) {
    return Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c)
        ? new FrameRotation(false, a < 0, d < 0)
        : new FrameRotation(true, c < 0, b < 0);
  }

  /** Width of an upright frame. */
  int width(int storedWidth, int storedHeight) {
    return exchanged ? storedHeight : storedWidth;
  }

  /** Height of an upright frame. */
  int height(int storedWidth, int storedHeight) {
    return exchanged ? storedWidth : storedHeight;
  }

  /**
   * Upright pixels.
   *
   * @param stored {@code [row][column][colour]}; not changed
   * @return the same array if nothing is to be done
   */
  byte[] upright(byte[] stored, int storedWidth, int storedHeight) {
    if (equals(NONE)) {
      return stored;
    }
    int width = width(storedWidth, storedHeight);
    int height = height(storedWidth, storedHeight);
    byte[] upright = new byte[stored.length];
    int alongX = (exchanged ? storedWidth : 1) * (leftward ? -1 : 1) * CHANNELS;
    int alongY = (exchanged ? 1 : storedWidth) * (upward ? -1 : 1) * CHANNELS;
    int origin = (leftward ? -alongX * (width - 1) : 0) + (upward ? -alongY * (height - 1) : 0);
    for (int top = 0; top < height; top += BLOCK) {
      for (int left = 0; left < width; left += BLOCK) {
        for (int y = top; y < Math.min(top + BLOCK, height); y++) {
          int to = (y * width + left) * CHANNELS;
          int from = origin + y * alongY + left * alongX;
          for (int x = left; x < Math.min(left + BLOCK, width); x++) {
            upright[to] = stored[from];
            upright[to + 1] = stored[from + 1];
            upright[to + 2] = stored[from + 2];
            to += CHANNELS;
            from += alongX;
          }
        }
      }
    }
    return upright;
  }
}
