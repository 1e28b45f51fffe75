package org.jpose.cli;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;

/** Short videos of the two people of the sample, who drift to the right. */
public final class Clips {
  public static final int WIDTH = 432;
  public static final int HEIGHT = 232;
  static final int RATE = 10;

  /** Pixels a frame. */
  public static final int DRIFT = 3;

  private Clips() {}

  /** Writes so many frames. */
  public static Path write(Path file, int frames) {
    VideoFacts facts =
        new VideoFacts(
            file.toString(),
            WIDTH,
            HEIGHT,
            RATE,
            OptionalLong.of(frames),
            Optional.of(Duration.ofMillis(1000L * frames / RATE)),
            false);
    try (FrameSink sink = VideoSinks.open(file.toString(), facts, RecordingOptions.defaults())) {
      BufferedImage photo = Photos.pixels();
      for (int i = 0; i < frames; i++) {
        BufferedImage moved = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = moved.createGraphics();
        graphics.drawImage(photo, DRIFT * i, 0, WIDTH, HEIGHT, null);
        graphics.dispose();
        sink.write(new Frame(i, Duration.ofMillis(1000L * i / RATE), Image.of(moved)));
      }
      sink.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** All frames of a video. */
  public static List<Frame> read(Path file) {
    List<Frame> frames = new ArrayList<>();
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      for (Optional<Frame> f = source.next(); f.isPresent(); f = source.next()) {
        frames.add(f.get());
      }
    }
    return frames;
  }
}
