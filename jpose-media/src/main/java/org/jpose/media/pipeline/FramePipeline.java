package org.jpose.media.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jpose.core.Estimate;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.video.FrameSource;

/**
 * Finds the people of a video, frame by frame. Reading, finding people, following them and whatever
 * else is to be done with a frame ({@link #then}) run at the same time, each in threads of its own,
 * on different frames; frames come out in order. Few frames wait between two stages: who takes
 * frames slowly slows down reading. No frame is dropped but by a source that {@linkplain
 * FrameSource#givesNewest gives the newest}.
 *
 * <pre>{@code
 * try (FramePipeline people = new FramePipeline(source, estimator, PipelineOptions.defaults())) {
 *   people.stream().forEach(frame -> System.out.println(frame.frame().time() + " " + frame.poses()));
 * }
 * }</pre>
 *
 * <p>A failure of any stage is thrown by {@link #hasNext()} or {@link #next()} when all frames
 * before it have been handed out; after it there is no frame. For one thread, but for {@link
 * #finish()} and {@link #close()}, which any thread may call.
 */
public final class FramePipeline implements Iterator<FramePeople>, AutoCloseable {
  /** Preparing a frame, or finding its people as tf-pose does, takes half a run at most. */
  private static final int RUNS_FOR_A_HELPER = 2;

  private final FrameSource source;
  private final int room;
  private final List<Supplier<StageTime>> times = new ArrayList<>();
  private Feed<FramePeople> last;
  private Optional<FramePeople> ahead = Optional.empty();
  private boolean ended;

  // Read by summary(), which any thread may call.
  private final Set<Integer> tracks = new HashSet<>();
  private long start;
  private long frames;
  private long people;
  private int mostPeople;
  private long latency;

  /**
   * A pipeline, which starts when the first frame is asked for.
   *
   * @param source closed with the pipeline
   * @param estimator not closed; others may use it meanwhile
   */
  public FramePipeline(FrameSource source, PoseEstimator estimator, PipelineOptions options) {
    this.source = Objects.requireNonNull(source, "source");
    Objects.requireNonNull(estimator, "estimator");
    boolean newest = source.givesNewest();
    // What waits is not the newest any more.
    room = newest ? 1 : options.ahead();
    Feed<Arrived<Estimate>> estimated =
        newest ? atOnce(estimator, options.runs()) : estimated(estimator, options.runs());
    PersonTracking following = new PersonTracking(options);
    last = stage("tracking", estimated, 1, frame -> people(following, frame));
  }

  /** In one stage: a frame that is ready before the network is grows old. */
  private Feed<Arrived<Estimate>> atOnce(PoseEstimator estimator, int runs) {
    EveryFrame frames = new EveryFrame(source);
    return stage("inference", frames, runs, frame -> Arrived.of(frame, estimator::analyze));
  }

  /**
   * Three stages, so that a thread that runs the network does nothing else: while there are frames
   * it never waits, and keeps its core.
   */
  private Feed<Arrived<Estimate>> estimated(PoseEstimator estimator, int runs) {
    int helpers = 1 + (runs - 1) / RUNS_FOR_A_HELPER;
    Feed<TimedFrame> frames = stage("decode", new EveryFrame(source), 1, frame -> frame);
    Feed<Arrived<NetworkInput>> inputs =
        helper("preparation", frames, helpers, frame -> Arrived.of(frame, estimator::prepare));
    Feed<Arrived<NetworkOutput>> outputs =
        stage("network", inputs, runs, input -> input.map(estimator::run));
    return helper("people", outputs, helpers, output -> output.map(estimator::find));
  }

  /**
   * Adds a stage with a thread of its own, through which frames go in order; what it returns goes
   * on to the next one, and to whoever takes the frames. A failure is one of its frame.
   *
   * @param stage its name, for its thread and the summary
   * @return this pipeline
   * @throws IllegalStateException if a frame has been asked for already
   */
  public FramePipeline then(String stage, UnaryOperator<FramePeople> work) {
    Objects.requireNonNull(work, "work");
    synchronized (this) {
      if (start != 0) {
        throw new IllegalStateException(
            "stage " + stage + " comes too late: frames are on their way; add stages before");
      }
    }
    last = stage(stage, last, 1, work);
    return this;
  }

  private <I, O> Feed<O> stage(String name, Feed<I> upstream, int threads, Function<I, O> work) {
    return stage(name, upstream, threads, threads - 1 + room, work);
  }

  /** A stage that is quick beside the network: one frame that is done suffices for it to go on. */
  private <I, O> Feed<O> helper(String name, Feed<I> upstream, int threads, Function<I, O> work) {
    return stage(name, upstream, threads, threads + 1, work);
  }

  private <I, O> Feed<O> stage(
      String name, Feed<I> upstream, int threads, int places, Function<I, O> work) {
    Stage<I, O> stage = new Stage<>(name, upstream, threads, places, work);
    times.add(stage::time);
    return stage;
  }

  private static FramePeople people(PersonTracking following, Arrived<Estimate> frame) {
    TimedFrame arrival = frame.arrival();
    double seconds = arrival.frame().time().toNanos() / 1e9;
    return new FramePeople(
        arrival.frame(),
        frame.value(),
        following.follow(seconds, frame.value().people()),
        Duration.ofNanos(System.nanoTime() - arrival.nanos()));
  }

  /**
   * Waits for the next frame.
   *
   * @throws RuntimeException what a stage has thrown, at its frame's turn
   * @throws IllegalStateException if the calling thread is interrupted; it remains so
   */
  @Override
  public boolean hasNext() {
    if (ahead.isEmpty() && !ended) {
      synchronized (this) {
        start = start == 0 ? System.nanoTime() : start;
      }
      try {
        ahead = last.next();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a frame's people", e);
      }
      ended = ahead.isEmpty();
      ahead.ifPresent(this::count);
    }
    return ahead.isPresent();
  }

  /** The next frame; waits for it as {@link #hasNext()} does. */
  @Override
  public FramePeople next() {
    if (!hasNext()) {
      throw new NoSuchElementException(source.facts().name() + " has no more frames");
    }
    FramePeople next = ahead.orElseThrow();
    ahead = Optional.empty();
    return next;
  }

  /** The frames that are left, in order. Closing the stream closes the pipeline. */
  public Stream<FramePeople> stream() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false)
        .onClose(this::close);
  }

  private synchronized void count(FramePeople frame) {
    frames++;
    people += frame.people().size();
    mostPeople = Math.max(mostPeople, frame.people().size());
    frame.people().forEach(person -> person.track().ifPresent(tracks::add));
    latency += frame.latency().toNanos();
  }

  /** What has been done so far. Any thread may ask. */
  public synchronized PipelineSummary summary() {
    return new PipelineSummary(
        frames,
        source.dropped(),
        people,
        mostPeople,
        tracks.size(),
        Duration.ofNanos(start == 0 ? 0 : System.nanoTime() - start),
        Duration.ofNanos(frames == 0 ? 0 : latency / frames),
        times.stream().map(Supplier::get).toList());
  }

  /** Reads no more frames: those that were read come out, then the video is at its end. */
  public void finish() {
    source.close();
  }

  /** Ends all threads, whatever they are at, and closes the source. May be called twice. */
  @Override
  public void close() {
    last.close();
  }

  /** A frame and what has become of it so far. */
  private record Arrived<T>(TimedFrame arrival, T value) {
    static <T> Arrived<T> of(TimedFrame arrival, Function<Image, T> work) {
      return new Arrived<>(arrival, work.apply(arrival.frame().image()));
    }

    <R> Arrived<R> map(Function<T, R> work) {
      return new Arrived<>(arrival, work.apply(value));
    }
  }
}
