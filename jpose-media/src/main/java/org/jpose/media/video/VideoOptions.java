package org.jpose.media.video;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a source is read.
 *
 * @param from first frame wanted
 * @param to first frame not wanted any more
 * @param step 1 for every frame, 2 for every other, counted from the first wanted
 * @param loop whether it begins again after its end, for ever; files and series only. Numbers and
 *     times of frames go on growing
 * @param delivery which frames are given if they come faster than they are taken
 * @param seriesRate images a second of a series of image files
 * @param decoderThreads threads that decode; 0 for as many as FFmpeg likes
 * @param timeout how long a source may take to open or to give a frame
 * @param reconnection what is done when a stream or camera is lost
 * @param inputOptions FFmpeg's own options of the input, such as {@code video_size} of a camera or
 *     {@code rtsp_transport}; they come before ours
 * @param listener is told, by any thread, what happens to the source beside its frames: lost, back,
 *     frames that cannot be decoded; one line each, which names the source
 */
public record VideoOptions(
    Optional<FramePosition> from,
    Optional<FramePosition> to,
    int step,
    boolean loop,
    Delivery delivery,
    double seriesRate,
    int decoderThreads,
    Duration timeout,
    Reconnection reconnection,
    Map<String, String> inputOptions,
    Consumer<String> listener) {
  private static final int MAX_THREADS = 64;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive, or the range is empty
   */
  public VideoOptions {
    Objects.requireNonNull(delivery, "delivery");
    Objects.requireNonNull(reconnection, "reconnection");
    Objects.requireNonNull(listener, "listener");
    inputOptions = Map.copyOf(inputOptions);
    if (step < 1) {
      throw new IllegalArgumentException("step " + step + " must be 1 or more");
    }
    if (!(seriesRate > 0) || seriesRate > 1e6) {
      throw new IllegalArgumentException(
          seriesRate + " images a second: must be positive, a million at most");
    }
    if (decoderThreads < 0 || decoderThreads > MAX_THREADS) {
      throw new IllegalArgumentException(
          decoderThreads + " threads to decode: expected 0 to " + MAX_THREADS);
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("timeout " + timeout + " must be positive, a day at most");
    }
    if (from.isPresent() && to.isPresent() && isBehind(from.get(), to.get())) {
      throw new IllegalArgumentException(
          "from " + from.get() + " to " + to.get() + " is no frame; exchange them?");
    }
  }

  private static boolean isBehind(FramePosition from, FramePosition to) {
    if (from instanceof FramePosition.AtFrame f && to instanceof FramePosition.AtFrame t) {
      return t.index() <= f.index();
    }
    return from instanceof FramePosition.AtTime f
        && to instanceof FramePosition.AtTime t
        && t.time().compareTo(f.time()) <= 0;
  }

  /** Every frame of files and series (25 a second), the newest of cameras and streams. */
  public static VideoOptions defaults() {
    return new VideoOptions(
        Optional.empty(),
        Optional.empty(),
        1,
        false,
        Delivery.BY_SOURCE,
        25,
        1,
        Duration.ofSeconds(10),
        Reconnection.defaults(),
        Map.of(),
        line -> {});
  }

  /** The same beginning at another place. */
  public VideoOptions withFrom(FramePosition newFrom) {
    return with(draft -> draft.from = Optional.of(newFrom));
  }

  /** The same ending before another place. */
  public VideoOptions withTo(FramePosition newTo) {
    return with(draft -> draft.to = Optional.of(newTo));
  }

  /** The same with another step. */
  public VideoOptions withStep(int newStep) {
    return with(draft -> draft.step = newStep);
  }

  /** The same begun again at its end, or not. */
  public VideoOptions withLoop(boolean newLoop) {
    return with(draft -> draft.loop = newLoop);
  }

  /** The same with other frames given. */
  public VideoOptions withDelivery(Delivery newDelivery) {
    return with(draft -> draft.delivery = newDelivery);
  }

  /** The same with another rate of series of images. */
  public VideoOptions withSeriesRate(double newSeriesRate) {
    return with(draft -> draft.seriesRate = newSeriesRate);
  }

  /** The same with another number of threads. */
  public VideoOptions withDecoderThreads(int newDecoderThreads) {
    return with(draft -> draft.decoderThreads = newDecoderThreads);
  }

  /** The same with another time allowed. */
  public VideoOptions withTimeout(Duration newTimeout) {
    return with(draft -> draft.timeout = newTimeout);
  }

  /** The same with another answer to a lost source. */
  public VideoOptions withReconnection(Reconnection newReconnection) {
    return with(draft -> draft.reconnection = newReconnection);
  }

  /** The same with other options of FFmpeg. */
  public VideoOptions withInputOptions(Map<String, String> newInputOptions) {
    return with(draft -> draft.inputOptions = newInputOptions);
  }

  /** The same telling somebody else. */
  public VideoOptions withListener(Consumer<String> newListener) {
    return with(draft -> draft.listener = newListener);
  }

  private VideoOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options of which one is about to change. */
  private static final class Draft {
    private Optional<FramePosition> from;
    private Optional<FramePosition> to;
    private int step;
    private boolean loop;
    private Delivery delivery;
    private double seriesRate;
    private int decoderThreads;
    private Duration timeout;
    private Reconnection reconnection;
    private Map<String, String> inputOptions;
    private Consumer<String> listener;

    Draft(VideoOptions options) {
      from = options.from;
      to = options.to;
      step = options.step;
      loop = options.loop;
      delivery = options.delivery;
      seriesRate = options.seriesRate;
      decoderThreads = options.decoderThreads;
      timeout = options.timeout;
      reconnection = options.reconnection;
      inputOptions = options.inputOptions;
      listener = options.listener;
    }

    VideoOptions options() {
      return new VideoOptions(
          from,
          to,
          step,
          loop,
          delivery,
          seriesRate,
          decoderThreads,
          timeout,
          reconnection,
          inputOptions,
          listener);
    }
  }
}
