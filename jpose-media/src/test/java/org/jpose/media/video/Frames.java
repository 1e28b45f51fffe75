package org.jpose.media.video;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;

/** Frames made and taken in tests. */
public final class Frames {
  private Frames() {}

  /** An image of one colour. */
  public static Image flat(int width, int height, int blue, int green, int red) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) blue;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) red;
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  /** Facts of a source of a rate. */
  public static VideoFacts facts(double rate) {
    return new VideoFacts("test", 64, 48, rate, OptionalLong.empty(), Optional.empty(), false);
  }

  /** All frames of a source, without their pixels kept for long: small videos only. */
  public static List<Frame> all(FrameSource source) {
    List<Frame> frames = new ArrayList<>();
    for (Optional<Frame> frame = source.next(); frame.isPresent(); frame = source.next()) {
      frames.add(frame.get());
    }
    return frames;
  }

  /** Numbers of frames. */
  public static List<Long> indices(List<Frame> frames) {
    return frames.stream().map(Frame::index).toList();
  }

  /** Times of frames in milliseconds, rounded. */
  public static List<Long> millis(List<Frame> frames) {
    return frames.stream().map(f -> Math.round(f.time().toNanos() / 1e6)).toList();
  }

  /** A hash of the pixels. */
  public static int hash(Frame frame) {
    return Arrays.hashCode(frame.image().pixels());
  }

  /** Writes flat images, whose green grows by 8 with each, at times given in milliseconds. */
  public static void write(FrameSink sink, int width, int height, long... millis) {
    for (int i = 0; i < millis.length; i++) {
      Image image = flat(width, height, 40, 8 * i % 256, 200);
      sink.write(new Frame(i, Duration.ofMillis(millis[i]), image));
    }
  }
}
