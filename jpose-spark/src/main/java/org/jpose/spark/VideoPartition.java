package org.jpose.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * What a task does with its videos: one after another, each frame by frame.
 *
 * @param path number of the column of paths
 */
record VideoPartition(
    PeopleOptions options,
    VideoSettings settings,
    PeopleMetrics metrics,
    StoredFiles files,
    int path)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    SharedModels.Lease lease =
        SharedModels.ofThisExecutor().lease(options.model(), options.estimation());
    Frames frames = new Frames(rows, lease, task);
    task.addTaskCompletionListener(
        ended -> {
          frames.close();
          lease.close();
        });
    return frames;
  }

  private final class Frames implements Iterator<Row>, AutoCloseable {
    private final Iterator<Row> videos;
    private final SharedModels.Lease lease;
    private final TaskContext task;
    private VideoRows video;

    Frames(Iterator<Row> videos, SharedModels.Lease lease, TaskContext task) {
      this.videos = videos;
      this.lease = lease;
      this.task = task;
    }

    @Override
    public boolean hasNext() {
      while ((video == null || !video.hasNext()) && videos.hasNext()) {
        String file = videos.next().getString(path);
        video =
            new VideoRows(
                file == null ? "a row without path" : file,
                files,
                lease.estimator(),
                settings,
                options,
                metrics,
                task);
      }
      return video != null && video.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there are no more frames");
      }
      return video.next();
    }

    @Override
    public void close() {
      if (video != null) {
        video.close();
      }
    }
  }
}
