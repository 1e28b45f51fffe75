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
    return new VideoOptions(
        Optional.of(newFrom),
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

  /** The same ending before another place. */
  public VideoOptions withTo(FramePosition newTo) {
    return new VideoOptions(
        from,
        Optional.of(newTo),
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

  /** The same with another step. */
  public VideoOptions withStep(int newStep) {
    return new VideoOptions(
        from,
        to,
        newStep,
        loop,
        delivery,
        seriesRate,
        decoderThreads,
        timeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same begun again at its end, or not. */
  public VideoOptions withLoop(boolean newLoop) {
    return new VideoOptions(
        from,
        to,
        step,
        newLoop,
        delivery,
        seriesRate,
        decoderThreads,
        timeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same with other frames given. */
  public VideoOptions withDelivery(Delivery newDelivery) {
    return new VideoOptions(
        from,
        to,
        step,
        loop,
        newDelivery,
        seriesRate,
        decoderThreads,
        timeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same with another rate of series of images. */
  public VideoOptions withSeriesRate(double newSeriesRate) {
    return new VideoOptions(
        from,
        to,
        step,
        loop,
        delivery,
        newSeriesRate,
        decoderThreads,
        timeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same with another number of threads. */
  public VideoOptions withDecoderThreads(int newDecoderThreads) {
    return new VideoOptions(
        from,
        to,
        step,
        loop,
        delivery,
        seriesRate,
        newDecoderThreads,
        timeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same with another time allowed. */
  public VideoOptions withTimeout(Duration newTimeout) {
    return new VideoOptions(
        from,
        to,
        step,
        loop,
        delivery,
        seriesRate,
        decoderThreads,
        newTimeout,
        reconnection,
        inputOptions,
        listener);
  }

  /** The same with another answer to a lost source. */
  public VideoOptions withReconnection(Reconnection newReconnection) {
    return new VideoOptions(
        from,
        to,
        step,
        loop,
        delivery,
        seriesRate,
        decoderThreads,
        timeout,
        newReconnection,
        inputOptions,
        listener);
  }

  /** The same with other options of FFmpeg. */
  public VideoOptions withInputOptions(Map<String, String> newInputOptions) {
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
        newInputOptions,
        listener);
  }

  /** The same telling somebody else. */
  public VideoOptions withListener(Consumer<String> newListener) {
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
        newListener);
  }
}
