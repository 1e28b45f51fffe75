package org.jpose.train.features;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jpose.core.FeatureBackend;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.data.loader.BatchesAhead;
import org.jpose.train.engine.FeatureShapes;

/**
 * Batches of features for training a network's heads while its trunk stays as it is: images go
 * through the trunk once, what comes out is kept on the disk, and steps learn from that, each
 * sample several times ({@link ReusePlan}).
 *
 * <p>Batches, their order and their numbers depend on the plan and the images alone, not on
 * threads, on what is on the disk already, or on whether the training was stopped. A thread of its
 * own makes batches a few ahead of the trainer; others run the trunk and read files for it.
 *
 * <p>Owns the images and the trunk: closes both. The files stay.
 */
public final class FeatureBatches implements BatchSource {
  private static final int AHEAD = 4;

  private final FeaturePlan plan;
  private final ReusePlan draws;
  private final FeatureCache cache;
  private final BatchSource images;
  private final FeatureBackend trunk;
  private final ExecutorService threads;
  private final BatchesAhead ahead;

  /**
   * Starts the threads.
   *
   * @param plan of the whole run
   * @param done steps that are done
   * @param cache where features are kept
   * @param trunk of the network
   * @param images gives batches of images, with targets, as they are asked for; of one thread,
   *     which may be another than the caller's
   * @param threadCount threads that run the trunk
   * @throws IllegalArgumentException if there is no thread
   */
  public FeatureBatches(
      FeaturePlan plan,
      long done,
      FeatureCache cache,
      FeatureBackend trunk,
      Function<Iterator<BatchRequest>, BatchSource> images,
      int threadCount) {
    this.plan = Objects.requireNonNull(plan, "plan");
    this.cache = Objects.requireNonNull(cache, "cache");
    this.trunk = Objects.requireNonNull(trunk, "trunk");
    draws = plan.at(done);
    AtomicInteger started = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            threadCount,
            work -> {
              Thread thread = new Thread(work, "jpose-trunk-" + started.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.images = images.apply(missing(plan, done, cache));
    ahead = new BatchesAhead("jpose-features", this::make, AHEAD);
  }

  private static Iterator<BatchRequest> missing(FeaturePlan plan, long done, FeatureCache cache) {
    MissingBatches missing = new MissingBatches(plan.at(done), done, plan.steps(), cache.numbers());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return missing.hasNext();
      }

      @Override
      public BatchRequest next() {
        return plan.request(missing.next());
      }
    };
  }

  private Optional<Batch> make() throws InterruptedException {
    if (draws.step() >= plan.steps()) {
      return Optional.empty();
    }
    ReusePlan.Draw draw = draws.next();
    for (long number : draw.batches()) {
      while (!cache.has(number)) {
        addNext();
      }
    }
    Batch batch = read(draw);
    draw.left().ifPresent(cache::remove);
    return Optional.of(batch);
  }

  /** Runs the trunk on the next batch of images and keeps what comes out. */
  private void addNext() throws InterruptedException {
    Batch batch =
        images
            .next()
            .orElseThrow(() -> new IllegalStateException("the images end before the training"));
    FeatureShapes shapes = plan.features(batch.request());
    List<Callable<byte[]>> samples = new ArrayList<>();
    for (int i = 0; i < batch.request().size(); i++) {
      int index = i;
      samples.add(() -> SampleBytes.of(features(batch, index), shapes, batch, index));
    }
    cache.put(plan.number(batch.request()), all(samples));
    images.recycle(batch);
  }

  private List<float[]> features(Batch batch, int index) {
    return trunk.run(
        batch.images(),
        index * batch.shape().imageLength(),
        batch.shape().size().height(),
        batch.shape().size().width());
  }

  private Batch read(ReusePlan.Draw draw) throws InterruptedException {
    BatchRequest request = plan.request(draw.step());
    Batch batch = SampleBytes.empty(request, plan.shape(request), plan.features(request));
    all(
        IntStream.range(0, request.size())
            .<Callable<Boolean>>mapToObj(
                i ->
                    () -> {
                      long number = draw.batches().get(plan.offset() + i);
                      SampleBytes.read(cache.sample(number, i), batch, i);
                      return true;
                    })
            .toList());
    return batch;
  }

  private <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException {
    List<T> results = new ArrayList<>();
    try {
      for (var result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
    return results;
  }

  @Override
  public Optional<Batch> next() throws InterruptedException {
    return ahead.next();
  }

  /** {@inheritDoc} The loader's wait is that of the images: time they waited for the trunk. */
  @Override
  public LoadStatistics statistics() {
    LoadStatistics loading = images.statistics();
    return ahead.statistics(loading.damaged(), loading.loaderWait());
  }

  /** {@inheritDoc} Returns when the threads have ended, after the batch they make. */
  @Override
  public void close() {
    try (trunk) {
      ahead.close(images::close);
      threads.shutdown();
    }
  }
}
