package org.jpose.ros;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.testkit.SharedFolder;

/** Some frames of a clip, half as large. */
final class DanceFrames {
  private DanceFrames() {}

  static List<Image> read(int count, int step) {
    Path clip = SharedFolder.require("video/Dance.mp4");
    List<Image> frames = new ArrayList<>();
    try (FrameSource source =
        VideoSources.open(clip.toString(), VideoOptions.defaults().withStep(step))) {
      for (int i = 0; i < count; i++) {
        frames.add(half(source.next().map(Frame::image).orElseThrow()));
      }
    }
    return frames;
  }

  private static Image half(Image image) {
    int width = image.width() / 2;
    int height = image.height() / 2;
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[i++] = (byte) image.value(2 * x, 2 * y, c);
        }
      }
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  /** As raw files for the script that publishes. */
  static Path write(List<Image> frames, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < frames.size(); i++) {
      Files.write(folder.resolve("%03d.bgr".formatted(i)), frames.get(i).pixels());
    }
    return folder;
  }
}
