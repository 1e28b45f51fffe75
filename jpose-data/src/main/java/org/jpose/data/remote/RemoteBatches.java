package org.jpose.data.remote;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.data.loader.BatchesAhead;
import org.jpose.data.loader.Recipe;
import org.jpose.http.HttpListener;

/**
 * Batches made by workers that ask this trainer for work by HTTP ({@link DataWorker}): the plan's
 * batches, in its order, each once, equal to what a local {@link org.jpose.data.BatchMaker} makes
 * of the same data and recipe. Workers come and go; what one does not deliver in time is given to
 * another, and what none can make is made here.
 *
 * <p>Memory is bounded: at most {@code ahead} batches are leased or wait here in bytes, and two
 * more as arrays; when the trainer is slow, workers have nothing to do. {@link #next()} is for one
 * thread; all else is thread-safe. An interrupt of {@link #next()} loses nothing: the next call
 * gives the batch that was waited for.
 */
public final class RemoteBatches implements BatchSource {
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final long TICK_MILLIS = 50;
  private static final long FAREWELL_NANOS = Duration.ofSeconds(3).toNanos();

  private final RemoteAddress address;
  private final LeaseService service;
  private final HttpListener listener;
  private final TrainerSite site;
  private final ScheduledExecutorService clock;
  private final BatchesAhead decoded;
  private final AtomicLong idleNanos = new AtomicLong();

  /**
   * Listens, and lets workers in from now on.
   *
   * @param address where to listen
   * @param plan which batches, in order; read from threads of this object, as far ahead as batches
   *     are leased
   * @param recipe how they are to be made; workers are told
   * @param own what they are to be made of; workers must have the same
   * @param options terms
   * @throws RemoteDataException if the port is in use, the address is not of this machine, or the
   *     keystore cannot be used
   * @throws IllegalArgumentException if the address is for TLS and there is no keystore, or the
   *     recipe's augmentation is not one of {@link org.jpose.data.augment.Augmentations}, but for
   *     the probability of a mosaic
   */
  public RemoteBatches(
      RemoteAddress address,
      Iterator<BatchRequest> plan,
      Recipe recipe,
      WorkerData own,
      RemoteOptions options) {
    if (address.secure() && options.keystore().isEmpty()) {
      throw new IllegalArgumentException(address + ": TLS needs a keystore with the trainer's key");
    }
    service = new LeaseService(plan, recipe, own, options);
    String host = address.isAnywhere() ? "0.0.0.0" : address.host();
    try {
      listener = new HttpListener(host, address.port(), options.keystore(), IDLE);
      site = new TrainerSite(service, listener, options.token());
      listener.start(site);
    } catch (UncheckedIOException e) {
      throw new RemoteDataException(address + ": " + e.getMessage(), e);
    }
    boolean secure = options.keystore().isPresent();
    this.address = new RemoteAddress(secure, address.host(), listener.port());
    clock = Executors.newSingleThreadScheduledExecutor(RemoteBatches::daemon);
    clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    decoded = new BatchesAhead("jpose-remote at " + this.address, () -> decode(recipe), 1);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "jpose-remote-clock");
    thread.setDaemon(true);
    return thread;
  }

  private void tick() {
    try {
      service.tick(System.nanoTime());
    } catch (RuntimeException e) {
      service.fail(new RemoteDataException("batches from " + address + " ended: " + e, e));
    }
    if (service.isFull()) {
      idleNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
    }
  }

  private Optional<Batch> decode(Recipe recipe) throws InterruptedException {
    return service
        .take()
        .map(
            found ->
                EncodedBatch.batch(found.bytes(), recipe.shape(found.request()), found.request()));
  }

  /** Where it listens; the port is known even if any was asked for. */
  public RemoteAddress address() {
    return address;
  }

  /**
   * Waits for the next batch; without workers, for one to come.
   *
   * @throws RemoteDataException if a batch can be made neither by workers nor here
   */
  @Override
  public Optional<Batch> next() throws InterruptedException {
    return decoded.next();
  }

  @Override
  public LoadStatistics statistics() {
    return decoded.statistics(service.damaged(), Duration.ofNanos(idleNanos.get()));
  }

  /** What was seen of the workers so far. */
  public RemoteStatistics remoteStatistics() {
    return service.statistics();
  }

  /**
   * Tells the workers that the trainer is done, and gives back port, threads and memory. A thread
   * that waits in {@link #next()} gets an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    decoded.close(service::end);
    long until = System.nanoTime() + FAREWELL_NANOS;
    boolean interrupted = Thread.interrupted();
    while (!(service.isTold() && site.underWay() == 0) && System.nanoTime() < until) {
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    clock.shutdownNow();
    listener.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
