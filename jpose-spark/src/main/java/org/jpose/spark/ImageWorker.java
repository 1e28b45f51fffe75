package org.jpose.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.jpose.core.Estimate;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.PersonResult;

/**
 * Makes rows of image files; a bad file is a row with an error, or ends the task if the options say
 * so. Thread-safe.
 */
final class ImageWorker {
  /** Of a PNG of 16 bits a colour that could not be compressed. */
  private static final long MOST_BYTES_PER_PIXEL = 8;

  private final PeopleOptions options;
  private final PoseEstimator estimator;
  private final TaskContext task;
  private final ImageFileReader reader;

  /**
   * A worker.
   *
   * @param task whose end ends the work; null outside of tasks
   */
  ImageWorker(PeopleOptions options, PoseEstimator estimator, TaskContext task) {
    this.options = options;
    this.estimator = estimator;
    this.task = task;
    reader = new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(options.maxPixels()));
  }

  /** An image file by its name and where its bytes are from. */
  record Photo(String name, Bytes bytes) {
    /** Gives the bytes of a file. */
    interface Bytes {
      /**
       * Reads them.
       *
       * @param most more are an error
       * @throws FileException if they cannot be had
       */
      byte[] read(long most);
    }
  }

  /** Rows of {@link PeopleSchema#found()} in the photos' order, and what was done for them. */
  record Done(List<Row> rows, int images, int people, int errors, double networkSeconds) {}

  /** Does photos together. */
  Done work(List<Photo> photos) {
    Row[] rows = new Row[photos.size()];
    List<Integer> places = new ArrayList<>();
    List<NetworkInput> inputs = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      requireGoingOn();
      Photo photo = photos.get(i);
      try {
        inputs.add(Decoding.call(() -> prepare(photo)));
        places.add(i);
      } catch (RuntimeException | Error e) {
        rows[i] = failed(photo, e);
      }
    }
    long start = System.nanoTime();
    List<Found> found = find(photos, places, inputs);
    double seconds = (System.nanoTime() - start) / 1e9;
    int people = 0;
    for (int i = 0; i < found.size(); i++) {
      rows[places.get(i)] = found.get(i).row;
      people += found.get(i).people;
    }
    int images = (int) found.stream().filter(Found::done).count();
    return new Done(List.of(rows), images, people, rows.length - images, seconds);
  }

  private record Found(Row row, int people, boolean done) {}

  private NetworkInput prepare(Photo photo) {
    long most = Math.min(1L << 30, MOST_BYTES_PER_PIXEL * options.maxPixels() + (1 << 20));
    return estimator.prepare(reader.read(photo.bytes.read(most), photo.name));
  }

  private List<Found> find(List<Photo> photos, List<Integer> places, List<NetworkInput> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    requireGoingOn();
    try {
      return estimator.run(inputs).stream().map(this::found).toList();
    } catch (RuntimeException | Error e) {
      if (inputs.size() == 1) {
        return List.of(new Found(failed(photos.get(places.get(0)), e), 0, false));
      }
    }
    // Find out which one it was.
    List<Found> alone = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      alone.addAll(find(photos, List.of(places.get(i)), List.of(inputs.get(i))));
    }
    return alone;
  }

  private Found found(NetworkOutput output) {
    Estimate estimate = estimator.find(output);
    Row row =
        PeopleRows.found(
            estimate.transform().sourceWidth(),
            estimate.transform().sourceHeight(),
            options.model().name(),
            estimate.people().stream().map(PersonResult::untracked).toList());
    return new Found(row, estimate.people().size(), true);
  }

  private Row failed(Photo photo, Throwable error) {
    requireGoingOn();
    String line = Failure.line(photo.name, error);
    if (options.failOnError()) {
      throw new FileException(line, error);
    }
    return PeopleRows.failed(options.model().name(), line);
  }

  /** A cancelled task is to stop, and what its interruption broke is no fault of a file. */
  private void requireGoingOn() {
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("cancelled");
    }
  }
}
