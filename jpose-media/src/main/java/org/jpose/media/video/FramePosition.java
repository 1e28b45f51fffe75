package org.jpose.media.video;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a video: a frame by its number or a time from the beginning. */
public sealed interface FramePosition {
  /**
   * A frame.
   *
   * @param index its number, from 0
   */
  record AtFrame(long index) implements FramePosition {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public AtFrame {
      if (index < 0) {
        throw new IllegalArgumentException("frame " + index + ": frames are counted from 0");
      }
    }

    @Override
    public boolean isReached(long frame, Duration frameTime) {
      return frame >= index;
    }

    @Override
    public String toString() {
      return "frame " + index;
    }
  }

  /**
   * The first frame at or after a time.
   *
   * @param time from the first frame of the video
   */
  record AtTime(Duration time) implements FramePosition {
    /** A hundred years, so that times can be reckoned with in nanoseconds. */
    private static final Duration MOST = Duration.ofDays(36_525);

    private static final Pattern TEXT =
        Pattern.compile("(\\d{1,18})|(?:(?:(\\d{1,9}):)?(\\d{1,9}):)?(\\d{1,9}(?:\\.\\d{1,9})?)s?");

    /**
     * Checks the time.
     *
     * @throws IllegalArgumentException if it is negative or more than a hundred years
     */
    public AtTime {
      if (time.isNegative() || time.compareTo(MOST) > 0) {
        throw new IllegalArgumentException(
            time + ": times are counted from 0, and end after a hundred years");
      }
    }

    @Override
    public boolean isReached(long frame, Duration frameTime) {
      return frameTime.compareTo(time) >= 0;
    }

    @Override
    public String toString() {
      return time.toMillis() / 1000.0 + " s";
    }
  }

  /** The frame of a number. */
  static FramePosition frame(long index) {
    return new AtFrame(index);
  }

  /** The first frame at or after a time. */
  static FramePosition time(Duration time) {
    return new AtTime(time);
  }

  /**
   * Reads {@code 120} as a frame; {@code 12.5s}, {@code 12.5}, {@code 1:20} and {@code 1:02:03.5}
   * as times.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static FramePosition parse(String text) {
    Matcher matcher = AtTime.TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a frame (120) or a time (12.5s, 1:20, 1:02:03.5)");
    }
    if (matcher.group(1) != null) {
      return frame(Long.parseLong(matcher.group(1)));
    }
    long hours = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
    long minutes = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
    long nanos = new BigDecimal(matcher.group(4)).movePointRight(9).longValueExact();
    return time(Duration.ofHours(hours).plusMinutes(minutes).plusNanos(nanos));
  }

  /** Whether a frame is at or behind this place. */
  boolean isReached(long frame, Duration frameTime);
}
