package org.jpose.train.picture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jpose.core.disk.FileException;
import org.jpose.data.Batch;
import org.jpose.data.draw.PngPicture;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.loop.EpochReport;
import org.jpose.train.loop.EventFile;
import org.jpose.train.loop.TrainingObserver;

/**
 * Draws the same samples at every validation into an event file, so that one sees the answers
 * become the targets: {@code samples/1}, {@code samples/2} and so on, as {@link AnswerPictures}
 * draws them, by the weights one would use. Closes neither file nor engine.
 */
public final class PictureObserver implements TrainingObserver {
  private final EventFile file;
  private final TrainingEngine engine;
  private final Batch batch;

  /**
   * Pictures of a batch.
   *
   * @param batch samples to draw; kept, and nobody may change it
   */
  public PictureObserver(EventFile file, TrainingEngine engine, Batch batch) {
    this.file = Objects.requireNonNull(file, "file");
    this.engine = Objects.requireNonNull(engine, "engine");
    this.batch = Objects.requireNonNull(batch, "batch");
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  @Override
  public void epoch(EpochReport report) {
    WeightSet set = engine.averages() ? WeightSet.AVERAGED : WeightSet.LATEST;
    List<PngPicture> pictures = AnswerPictures.draw(engine, set, batch, batch.request().size());
    try {
      for (int i = 0; i < pictures.size(); i++) {
        PngPicture picture = pictures.get(i);
        file.picture(
            "samples/" + (i + 1),
            report.step(),
            picture.width(),
            picture.height(),
            picture.bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "event file: cannot be written: " + FileException.reason(e), e);
    }
  }
}
