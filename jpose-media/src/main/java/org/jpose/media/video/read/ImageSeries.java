package org.jpose.media.video.read;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.image.SeriesGaps;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;

/**
 * Image files as a video, in any format and turned as {@link ImageFileReader} does. Files that
 * cannot be read are told to the listener and left out, their numbers as well; so are gaps in the
 * numbers of their names. Images keep their sizes; that of the facts is the first's, and the first
 * of another size is told.
 */
final class ImageSeries implements RawVideo {
  private final String name;
  private final List<Path> files;
  private final VideoOptions options;
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
  private VideoFacts facts;
  private boolean toldSize;
  private String problem;
  private volatile boolean ended;
  private int place = -1;
  private int readPlace = -1;
  private Image read;

  /**
   * A series.
   *
   * @param files at least one
   * @throws MediaException if none of them can be read
   */
  ImageSeries(String name, List<Path> files, VideoOptions options) {
    this.name = name;
    this.files = List.copyOf(files);
    this.options = options;
    if (!hasNext(true)) {
      throw new MediaException(
          "%s: none of its %d image files can be read; the first problem is %s"
              .formatted(name, files.size(), problem));
    }
    facts =
        new VideoFacts(
            name,
            read.width(),
            read.height(),
            options.seriesRate(),
            OptionalLong.of(files.size()),
            Optional.of(shownAt(files.size())),
            false);
    place = -1;
    SeriesGaps.of(files).ifPresent(gaps -> options.listener().accept(name + ": " + gaps));
  }

  private Duration shownAt(long number) {
    return Duration.ofNanos(Math.round(number * 1e9 / options.seriesRate()));
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  @Override
  public boolean advance() {
    return hasNext(false);
  }

  private boolean hasNext(boolean always) {
    while (!ended && place + 1 < files.size()) {
      place++;
      if (place == readPlace || !(always || isWanted())) {
        return true;
      }
      try {
        read = reader.read(files.get(place));
        readPlace = place;
        tellOtherSize();
        return true;
      } catch (MediaException e) {
        problem = problem == null ? e.getMessage() : problem;
        options.listener().accept(e.getMessage() + "; image " + place + " of the series left out");
      }
    }
    return false;
  }

  private void tellOtherSize() {
    boolean same =
        facts == null || read.width() == facts.width() && read.height() == facts.height();
    if (!same && !toldSize) {
      toldSize = true;
      options
          .listener()
          .accept(
              "%s: has %dx%d pixels, the first of the series %dx%d; people are in pixels of their own file"
                  .formatted(
                      files.get(place),
                      read.width(),
                      read.height(),
                      facts.width(),
                      facts.height()));
    }
  }

  // Others are counted, not read.
  private boolean isWanted() {
    return options.from().map(from -> from.isReached(place, time())).orElse(true);
  }

  @Override
  public long index() {
    return place;
  }

  @Override
  public Duration time() {
    return shownAt(Math.max(place, 0));
  }

  @Override
  public Image image() {
    if (readPlace != place) {
      throw new IllegalStateException(name + ": image " + place + " was passed");
    }
    Image given = read;
    read = null;
    readPlace = -1;
    return given;
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(files.get(place));
  }

  @Override
  public void rewind(Optional<FramePosition> from) {
    place = -1;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void close() {
    read = null;
  }
}
