package org.jpose.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.read.VideoSources;
import org.jpose.spark.StoredFiles.LocalFile;

/**
 * Rows of one video's frames, in order; what breaks it is the last row. For one thread, but for
 * {@link #close()}.
 */
final class VideoRows implements Iterator<Row>, AutoCloseable {
  private final String file;
  private final PeopleOptions options;
  private final PeopleMetrics metrics;
  private final TaskContext task;
  private LocalFile local;
  private FramePipeline pipeline;
  private Row ahead;
  private boolean ended;

  /** Opens a video; if it cannot be opened, that is its only row. */
  VideoRows(
      String file,
      StoredFiles files,
      PoseEstimator estimator,
      VideoSettings settings,
      PeopleOptions options,
      PeopleMetrics metrics,
      TaskContext task) {
    this.file = file;
    this.options = options;
    this.metrics = metrics;
    this.task = task;
    try {
      local = files.local(file);
      FrameSource source = VideoSources.open(local.path().toString(), settings.reading());
      pipeline = new FramePipeline(source, estimator, settings.pipeline(task.cpus()));
    } catch (RuntimeException | Error e) {
      ahead = broken(e);
    }
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      ahead = pull();
    }
    return ahead != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file + " has no more frames");
    }
    Row next = ahead;
    ahead = null;
    return next;
  }

  /** The next row; null after the last. */
  private Row pull() {
    requireGoingOn();
    try {
      if (pipeline.hasNext()) {
        FramePeople frame = pipeline.next();
        metrics.add(1, frame.people().size(), 0, 0);
        return PeopleRows.frame(file, options.model().name(), frame);
      }
      if (pipeline.summary().frames() == 0) {
        throw new FileException(file + ": has no frame");
      }
      end();
      return null;
    } catch (RuntimeException | Error e) {
      return broken(e);
    }
  }

  private Row broken(Throwable error) {
    requireGoingOn();
    end();
    String line =
        local == null
            ? Failure.line(file, error)
            : Failure.line(file, local.path().toString(), error);
    if (options.failOnError()) {
      throw new FileException(line, error);
    }
    metrics.add(0, 0, 1, 0);
    return PeopleRows.brokenVideo(file, options.model().name(), line);
  }

  private void end() {
    ended = true;
    close();
  }

  private void requireGoingOn() {
    if (task.isInterrupted()) {
      throw new TaskKilledException("cancelled");
    }
  }

  private double networkSeconds() {
    return pipeline.summary().stages().stream()
        .filter(stage -> stage.stage().equals("network"))
        .mapToDouble(stage -> stage.cpu().toNanos() / 1e9)
        .sum();
  }

  /** Ends the work on it. May be called twice. */
  @Override
  public void close() {
    if (pipeline != null) {
      pipeline.close();
      metrics.add(0, 0, 0, networkSeconds());
      pipeline = null;
    }
    if (local != null) {
      local.close();
    }
  }
}
