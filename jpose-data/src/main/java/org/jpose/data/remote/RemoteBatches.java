package org.jpose.data.remote;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;

/**
 * Batches made by workers that connect to this trainer ({@link DataWorker}): the plan's batches, in
 * its order, each once, equal to what a local {@link org.jpose.data.BatchMaker} makes of the same
 * data and recipe. Workers come and go; what one does not deliver in time is given to another.
 *
 * <p>Memory is bounded: at most {@code ahead} batches are asked for or wait here as frames, and two
 * more as arrays; when the trainer is slow, workers have nothing to do. {@link #next()} is for one
 * thread; all else is thread-safe. An interrupt of {@link #next()} loses nothing: the next call
 * gives the batch that was waited for.
 */
public final class RemoteBatches implements BatchSource {
  private static final int ARRAYS_AHEAD = 1;
  private static final long LOOK_MILLIS = 100;

  private final BatchRecipe recipe;
  private final TrainerLoop loop;
  private final TrainerDesk desk;
  private final Thread network;
  private final Thread decoder;
  private final BlockingQueue<BatchFrame> frames = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(ARRAYS_AHEAD);
  private final AtomicBoolean decoding = new AtomicBoolean();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final AtomicLong waitNanos = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final long start = System.nanoTime();
  private long given;
  private volatile boolean closed;

  /**
   * Listens, and lets workers in from now on.
   *
   * @param address where to listen
   * @param plan which batches, in order; read from a thread of this object, as far ahead as batches
   *     are asked for
   * @param recipe how they are to be made; workers are told
   * @param data what they are to be made of; workers must have the same
   * @param options terms
   * @throws RemoteDataException if the port is in use or the address is not of this machine
   * @throws IllegalArgumentException if the keys are a worker's
   */
  public RemoteBatches(
      RemoteAddress address,
      Iterator<BatchRequest> plan,
      BatchRecipe recipe,
      DataIdentity data,
      RemoteOptions options) {
    this(address, plan, recipe, data, options, JposeVersion.text());
  }

  RemoteBatches(
      RemoteAddress address,
      Iterator<BatchRequest> plan,
      BatchRecipe recipe,
      DataIdentity data,
      RemoteOptions options,
      String version) {
    if (options.keys().filter(keys -> keys.side() != CurveKeys.Side.TRAINER).isPresent()) {
      throw new IllegalArgumentException("a trainer needs the trainer's keys, not a worker's");
    }
    this.recipe = recipe;
    loop = new TrainerLoop(address, options, this::takesMore, this::accept);
    desk = new TrainerDesk(plan, recipe, data, version, options, loop::send, System.nanoTime());
    loop.serve(desk);
    network = new Thread(() -> guarded(loop), "jpose-remote-batches");
    decoder = new Thread(() -> guarded(this::decode), "jpose-remote-decoder");
    network.setDaemon(true);
    decoder.setDaemon(true);
    network.start();
    decoder.start();
  }

  /** Where it listens; the port is known even if any was asked for. */
  public RemoteAddress address() {
    return loop.address();
  }

  /** What remains unsaid would leave the trainer waiting for ever. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      broken.compareAndSet(null, e);
    }
  }

  private boolean takesMore() {
    return !decoding.get();
  }

  private void accept(BatchFrame frame) {
    decoding.set(true);
    frames.add(frame);
  }

  private void decode() {
    try {
      while (!closed) {
        BatchFrame frame = frames.take();
        batches.put(frame.batch(recipe.shape()));
        decoding.set(false);
        loop.wake();
      }
    } catch (InterruptedException end) {
      // close() ends this thread so.
    } catch (MalformedFrameException e) {
      throw new IllegalStateException("a batch that was checked cannot be read", e);
    }
  }

  /**
   * Waits for the next batch; without workers, for one to come.
   *
   * @throws RemoteDataException if the run cannot go on: several workers could not make a batch, or
   *     the network part broke
   */
  @Override
  public Optional<Batch> next() throws InterruptedException {
    long from = System.nanoTime();
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException("the remote batches at " + address() + " are closed");
        }
        Batch batch = batches.poll(LOOK_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (batch != null) {
          given++;
          samples.addAndGet(batch.request().size());
          return Optional.of(batch);
        }
        requireWorking();
        if (desk.isDone(given)) {
          return Optional.empty();
        }
      }
    } finally {
      waitNanos.addAndGet(System.nanoTime() - from);
    }
  }

  private void requireWorking() {
    Throwable error = broken.get();
    if (error instanceof RemoteDataException known && !closed) {
      throw new RemoteDataException(known.getMessage(), known);
    }
    if (error != null && !closed) {
      throw new RemoteDataException(
          "batches from " + address() + " ended with an error: " + error, error);
    }
    desk.failure()
        .ifPresent(
            reason -> {
              throw new RemoteDataException(reason);
            });
  }

  @Override
  public LoadStatistics statistics() {
    return new LoadStatistics(
        samples.get(),
        desk.damaged(),
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ofNanos(waitNanos.get()),
        desk.idle());
  }

  /** What was seen of the workers so far. */
  public RemoteStatistics remoteStatistics() {
    return desk.statistics(System.nanoTime());
  }

  /**
   * Tells the workers that the trainer is done, and gives back port, threads and memory. A thread
   * that waits in {@link #next()} gets an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    closed = true;
    loop.end();
    decoder.interrupt();
    boolean interrupted = false;
    for (Thread thread : new Thread[] {network, decoder}) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
