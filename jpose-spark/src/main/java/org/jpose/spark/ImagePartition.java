package org.jpose.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jpose.core.disk.FileException;
import org.jpose.spark.ImageWorker.Done;
import org.jpose.spark.ImageWorker.Photo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task does with its images: as many threads as it has CPUs, each with batches of its own.
 *
 * @param files where files are read if rows have no content
 * @param path number of the column of paths
 * @param content number of the column of bytes, or -1
 */
record ImagePartition(
    PeopleOptions options, PeopleMetrics metrics, StoredFiles files, int path, int content)
    implements MapPartitionsFunction<Row, Row> {
  private static final Logger LOG = LoggerFactory.getLogger(ImagePartition.class);

  /** Batches a thread finds to do before all wait for the slowest. */
  private static final int BATCHES_A_THREAD = 4;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    SharedModels.Lease lease =
        SharedModels.ofThisExecutor().lease(options.model(), options.estimation());
    int threads = task.cpus();
    ExecutorService workers = threads == 1 ? null : Executors.newFixedThreadPool(threads);
    ImageWorker worker = new ImageWorker(options, lease.estimator(), task);
    Results results = new Results(rows, worker, threads, workers);
    task.addTaskCompletionListener(
        ended -> {
          if (workers != null) {
            workers.shutdownNow();
          }
          lease.close();
          results.log();
        });
    return results;
  }

  private final class Results implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final ImageWorker worker;
    private final int threads;
    private final ExecutorService workers;
    private final Deque<Row> ready = new ArrayDeque<>();
    private int images;
    private int people;
    private int errors;
    private double seconds;

    Results(Iterator<Row> rows, ImageWorker worker, int threads, ExecutorService workers) {
      this.rows = rows;
      this.worker = worker;
      this.threads = threads;
      this.workers = workers;
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty() && rows.hasNext()) {
        fill();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there are no more images");
      }
      return ready.remove();
    }

    private void fill() {
      int batches = workers == null ? 1 : BATCHES_A_THREAD * threads;
      List<List<Photo>> work = new ArrayList<>();
      for (int i = 0; i < batches && rows.hasNext(); i++) {
        work.add(batch());
      }
      List<Done> done = workers == null ? List.of(worker.work(work.get(0))) : together(work);
      for (int i = 0; i < done.size(); i++) {
        add(work.get(i), done.get(i));
      }
    }

    private List<Photo> batch() {
      List<Photo> batch = new ArrayList<>();
      while (batch.size() < options.estimation().batch() && rows.hasNext()) {
        batch.add(photo(rows.next()));
      }
      return batch;
    }

    private List<Done> together(List<List<Photo>> work) {
      List<Future<Done>> futures =
          work.stream().map(batch -> workers.submit(() -> worker.work(batch))).toList();
      List<Done> done = new ArrayList<>();
      try {
        for (Future<Done> future : futures) {
          done.add(future.get());
        }
        return done;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TaskKilledException("interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    private void add(List<Photo> photos, Done done) {
      for (int i = 0; i < photos.size(); i++) {
        ready.add(PeopleRows.image(photos.get(i).name(), done.rows().get(i)));
      }
      images += done.images();
      people += done.people();
      errors += done.errors();
      seconds += done.networkSeconds();
      metrics.add(done.images(), done.people(), done.errors(), done.networkSeconds());
    }

    private void log() {
      LOG.info(
          "{} images, {} people, {} errors, {} s in the network", images, people, errors, seconds);
    }
  }

  private Photo photo(Row row) {
    String name = row.getString(path);
    if (name == null) {
      return new Photo("a row", most -> missing("a row: has no path"));
    }
    if (content < 0) {
      return new Photo(name, most -> files.read(name, most));
    }
    byte[] bytes = row.getAs(content);
    return new Photo(
        name, most -> bytes == null ? missing(name + ": its row has no content") : bytes);
  }

  private static byte[] missing(String what) {
    throw new FileException(what);
  }
}
