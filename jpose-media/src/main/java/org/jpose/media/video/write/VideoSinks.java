package org.jpose.media.video.write;

import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.media.image.SeriesPattern;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.VideoFacts;

/** Opens what frames are written to. */
public final class VideoSinks {
  /** Six digits: more than a day of frames at any usual rate, sorted by name. */
  private static final String FRAME_NAMES = "frame_%06d.png";

  private VideoSinks() {}

  /**
   * Opens a sink by what its name says:
   *
   * <ul>
   *   <li>{@code .mp4}, {@code .m4v}, {@code .mov}, {@code .mkv}, {@code .webm}, {@code .avi}: a
   *       video file. Frames of odd size get their last column or row twice, since codecs that play
   *       everywhere want even ones; images of another size than the first are scaled to it. Each
   *       frame keeps its time; in {@code .avi}, which knows a rate only, by being repeated, 3600
   *       times at most: what comes after a longer gap follows at once;
   *   <li>{@code frames/frame_%04d.png}: an image file for each frame, with its number in the
   *       source, in a folder that must not be there or be empty; a name without extension or one
   *       that ends in a slash is such a folder, with {@code frame_%06d.png}.
   * </ul>
   *
   * <p>Nothing appears under the name before {@link FrameSink#complete}, and nothing stays without.
   * Frames must come with growing times, else {@link FrameSink#write} throws {@link
   * IllegalArgumentException}; after the end it throws {@link IllegalStateException}.
   *
   * @param source what the frames come from, for the rate of the file
   * @throws FileException if the extension is another or the folder is missing or not writable
   */
  public static FrameSink open(String target, VideoFacts source, RecordingOptions options) {
    Optional<SeriesPattern> pattern = SeriesPattern.parse(target);
    if (pattern.isPresent()) {
      return new ImageSeriesSink(pattern.get());
    }
    Path path = Path.of(target);
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    if (target.endsWith("/") || (name.indexOf('.') < 0 && !name.isEmpty())) {
      return new ImageSeriesSink(SeriesPattern.parse(path.resolve(FRAME_NAMES).toString()).get());
    }
    Container container =
        Container.ofName(path)
            .orElseThrow(
                () ->
                    new FileException(
                        "%s: not a video file jpose writes (%s); give it one of these extensions"
                            .formatted(target, Container.labels())));
    return new VideoFileSink(path, container, source, options);
  }
}
