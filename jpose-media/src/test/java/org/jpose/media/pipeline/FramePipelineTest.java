package org.jpose.media.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelInfo;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.MediaException;
import org.jpose.media.video.NewestFrames;
import org.jpose.testkit.EncodedBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FramePipelineTest {
  private static final PipelineOptions OPTIONS = PipelineOptions.defaults();

  private final EncodedBackend encoded = new EncodedBackend();

  private PoseEstimator estimator(Backend backend) {
    return new PoseEstimator(
        backend, EstimatorOptions.defaults().withSize(new NetworkSize(256, 192)));
  }

  private FramePipeline pipeline(WalkVideo video, PipelineOptions options) {
    return new FramePipeline(video, estimator(encoded), options);
  }

  @AfterEach
  void noThreadIsLeft() {
    List<String> alive =
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .map(Thread::getName)
            .filter(
                name ->
                    name.matches(
                        "jpose-(decode|preparation|network|people|inference|tracking|slow|broken).*"))
            .toList();
    assertEquals(List.of(), alive);
  }

  private static List<Long> indices(List<FramePeople> frames) {
    return frames.stream().map(frame -> frame.frame().index()).toList();
  }

  private static List<Long> upTo(int count) {
    return IntStream.range(0, count).mapToObj(i -> (long) i).toList();
  }

  private static void pause(Random random) {
    try {
      Thread.sleep(0, random.nextInt(900_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever overtakes whatever: frames, and the people in them, are those of the video. */
  @Test
  void framesComeInOrderWithTheirOwnPeople() {
    long seed = Long.getLong("jpose.seed", 0);
    Random random = new Random(seed);
    for (int runs : new int[] {1, 2, 5}) {
      WalkVideo video = new WalkVideo(encoded, 60, false);
      Backend uneven =
          new ForwardingBackend(encoded) {
            @Override
            public List<PoseFields> run(List<Image> inputs) {
              pause(random);
              return super.run(inputs);
            }
          };
      List<FramePeople> frames;
      try (FramePipeline pipeline =
          new FramePipeline(
                  video, estimator(uneven), OPTIONS.withRuns(runs).withAhead(1 + random.nextInt(4)))
              .then(
                  "slow",
                  frame -> {
                    pause(random);
                    return frame;
                  })) {
        frames = pipeline.stream().toList();
      }
      assertEquals(upTo(60), indices(frames), "seed " + seed);
      for (FramePeople frame : frames) {
        assertEquals(1, frame.people().size());
        assertEquals(OptionalInt.empty(), frame.people().get(0).track());
        float expected = WalkVideo.walker((int) frame.frame().index()).box().x();
        assertEquals(expected, frame.poses().get(0).box().x(), 2);
        assertEquals(frame.estimate().people(), frame.poses());
      }
      assertTrue(video.isClosed());
    }
  }

  @Test
  void whoTakesFramesSlowlySlowsDownReading() throws InterruptedException {
    WalkVideo video = new WalkVideo(encoded, 200, false);
    PipelineOptions options = OPTIONS.withRuns(2).withAhead(3);
    try (FramePipeline pipeline = pipeline(video, options)) {
      pipeline.next();
      // One taken; decode, preparation, network, people and tracking hold what they have room for.
      int most = 1 + 3 + 2 + (2 + 2) + 2 + 3 + 1;
      int before = -1;
      // Until something has run ahead and nothing moves any more.
      while (video.read() <= 4 || video.read() != before) {
        before = video.read();
        assertTrue(before <= most, before + " frames were read, 1 was taken");
        Thread.sleep(100);
      }
    }
  }

  @Test
  void aSourceThatBreaksLosesNoFrameBefore() {
    WalkVideo video = new WalkVideo(encoded, 30, false).breakingAt(17);
    List<FramePeople> frames = new ArrayList<>();
    try (FramePipeline pipeline = pipeline(video, OPTIONS)) {
      MediaException thrown =
          assertThrows(MediaException.class, () -> pipeline.forEachRemaining(frames::add));
      assertEquals("walk: cut off after frame 17", thrown.getMessage());
      assertFalse(pipeline.hasNext());
    }
    assertEquals(upTo(17), indices(frames));
  }

  @Test
  void anyStageFailsAtItsFramesTurn() {
    RuntimeException reason = new IllegalStateException("frame 9 is no good");
    WalkVideo video = new WalkVideo(encoded, 30, false);
    List<FramePeople> frames = new ArrayList<>();
    try (FramePipeline pipeline =
        pipeline(video, OPTIONS)
            .then(
                "broken",
                frame -> {
                  if (frame.frame().index() == 9) {
                    throw reason;
                  }
                  return frame;
                })
            .then("slow", frame -> frame)) {
      assertSame(
          reason,
          assertThrows(RuntimeException.class, () -> pipeline.forEachRemaining(frames::add)));
      assertFalse(pipeline.hasNext());
    }
    assertEquals(upTo(9), indices(frames));
  }

  /** With two runs the stages beside the network have one thread: their tenth is frame 9. */
  @ParameterizedTest
  @ValueSource(strings = {"preparation", "network", "people"})
  void aStepOfTheEstimatorFailsAtItsFramesTurn(String stage) {
    RuntimeException reason = new IllegalStateException("the tenth frame is no good");
    AtomicInteger calls = new AtomicInteger();
    Consumer<String> step =
        name -> {
          if (name.equals(stage) && calls.getAndIncrement() >= 9) {
            throw reason;
          }
        };
    Backend backend =
        new ForwardingBackend(encoded) {
          @Override
          public ModelInfo info() {
            step.accept("preparation");
            return super.info();
          }

          @Override
          public List<PoseFields> run(List<Image> inputs) {
            step.accept("network");
            return super.run(inputs);
          }
        };
    EstimatorOptions options = EstimatorOptions.defaults().withSize(new NetworkSize(256, 192));
    PoseDecoder decoder = options.decoder();
    PoseEstimator estimator =
        new PoseEstimator(
            backend,
            options.withDecoder(
                fields -> {
                  step.accept("people");
                  return decoder.decode(fields);
                }));
    // Making the estimator asks what the network is, too.
    calls.set(0);
    WalkVideo video = new WalkVideo(encoded, 30, false);
    List<FramePeople> frames = new ArrayList<>();
    try (FramePipeline pipeline = new FramePipeline(video, estimator, OPTIONS.withRuns(2))) {
      assertSame(
          reason,
          assertThrows(RuntimeException.class, () -> pipeline.forEachRemaining(frames::add)));
      assertFalse(pipeline.hasNext());
    }
    // Two frames are in the network at once, and either of them may be the tenth there.
    assertTrue(stage.equals("network") ? frames.size() <= 9 : frames.size() == 9, frames::toString);
    assertEquals(upTo(frames.size()), indices(frames));
  }

  @Test
  void whoIsInterruptedMissesNoFrame() throws InterruptedException {
    Semaphore atWork = new Semaphore(0);
    Semaphore work = new Semaphore(0);
    WalkVideo video = new WalkVideo(encoded, 5, false);
    try (FramePipeline pipeline =
        pipeline(video, OPTIONS.withAhead(1))
            .then(
                "slow",
                frame -> {
                  atWork.release();
                  work.acquireUninterruptibly();
                  return frame;
                })) {
      Thread taker = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                atWork.acquireUninterruptibly();
                while (taker.getState() != Thread.State.WAITING) {
                  Thread.onSpinWait();
                }
                taker.interrupt();
              });
      interrupter.start();
      assertEquals(
          "interrupted while waiting for a frame's people",
          assertThrows(IllegalStateException.class, pipeline::hasNext).getMessage());
      assertTrue(Thread.interrupted());
      interrupter.join();
      work.release(5);
      assertEquals(upTo(5), indices(pipeline.stream().toList()));
    }
  }

  @Test
  void anErrorOfTheNetworkReachesTheCaller() {
    WalkVideo video = new WalkVideo(encoded, 30, false);
    Backend broken =
        new ForwardingBackend(encoded) {
          @Override
          public List<PoseFields> run(List<Image> inputs) {
            throw new OutOfMemoryError("for this test");
          }
        };
    try (FramePipeline pipeline = new FramePipeline(video, estimator(broken), OPTIONS)) {
      assertEquals(
          "for this test", assertThrows(OutOfMemoryError.class, pipeline::hasNext).getMessage());
    }
  }

  @Test
  void canBeClosedAtAnyTime() {
    long seed = Long.getLong("jpose.seed", 0);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      WalkVideo video = new WalkVideo(encoded, 20, random.nextBoolean());
      if (random.nextBoolean()) {
        video.stallingAt(random.nextInt(20));
      }
      FramePipeline pipeline =
          pipeline(video, OPTIONS.withRuns(1 + random.nextInt(3))).then("slow", frame -> frame);
      int taken = random.nextInt(30);
      Thread closer =
          new Thread(
              () -> {
                pause(random);
                pipeline.close();
              });
      closer.start();
      for (int k = 0; k < taken && pipeline.hasNext(); k++) {
        pipeline.next();
      }
      pipeline.close();
      pipeline.close();
      assertFalse(pipeline.hasNext(), "seed " + seed);
      assertTrue(video.isClosed());
      noThreadIsLeft();
    }
  }

  @Test
  void closingEndsWhoWaitsForAFrame() throws InterruptedException {
    WalkVideo video = new WalkVideo(encoded, 20, false).stallingAt(2);
    FramePipeline pipeline = pipeline(video, OPTIONS);
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Object> result = new AtomicReference<>("nothing");
    Thread taker =
        new Thread(
            () -> {
              pipeline.next();
              pipeline.next();
              waiting.countDown();
              result.set(pipeline.hasNext());
            });
    taker.start();
    assertTrue(waiting.await(30, TimeUnit.SECONDS));
    pipeline.close();
    taker.join();
    assertEquals(false, result.get());
  }

  @Test
  void finishingHandsOutWhatWasRead() {
    WalkVideo video = new WalkVideo(encoded, 500, false);
    try (FramePipeline pipeline = pipeline(video, OPTIONS)) {
      pipeline.next();
      pipeline.finish();
      List<FramePeople> rest = new ArrayList<>();
      pipeline.forEachRemaining(rest::add);
      assertTrue(video.read() < 500);
      assertEquals(upTo(video.read()).subList(1, video.read()), indices(rest));
    }
  }

  /** Nine frames come while the network is at one: the next is the newest. */
  @Test
  void ofALiveSourceTheNewestFrameIsTaken() throws InterruptedException {
    Semaphore network = new Semaphore(0);
    Semaphore atNetwork = new Semaphore(0);
    Backend held =
        new ForwardingBackend(encoded) {
          @Override
          public List<PoseFields> run(List<Image> inputs) {
            atNetwork.release();
            network.acquireUninterruptibly();
            return super.run(inputs);
          }
        };
    Semaphore camera = new Semaphore(1);
    WalkVideo walk = new WalkVideo(encoded, 30, true);
    SteppedSource video = new SteppedSource(walk, camera);
    try (FramePipeline pipeline =
        new FramePipeline(new NewestFrames(video), estimator(held), OPTIONS.withRuns(1))) {
      Thread taker = new Thread(pipeline::hasNext);
      taker.start();
      atNetwork.acquire(); // frame 0
      camera.release(9); // frames 1 to 9
      while (walk.read() < 10 || camera.availablePermits() > 0 || !video.isWaiting()) {
        Thread.sleep(1);
      }
      network.release(100);
      taker.join();
      assertEquals(0, pipeline.next().frame().index());
      assertEquals(9, pipeline.next().frame().index());
      assertEquals(8, pipeline.summary().dropped());
      camera.release(100);
      List<FramePeople> rest = new ArrayList<>();
      pipeline.forEachRemaining(rest::add);
      assertEquals(29, rest.get(rest.size() - 1).frame().index());
      assertEquals(30, pipeline.summary().frames() + pipeline.summary().dropped());
    }
  }

  /** No frame is taken from it before the network is free. */
  @Test
  void aSourceThatGivesTheNewestIsAskedForNoMoreThanTheNetworkTakes() throws InterruptedException {
    Semaphore network = new Semaphore(0);
    Semaphore atNetwork = new Semaphore(0);
    Backend held =
        new ForwardingBackend(encoded) {
          @Override
          public List<PoseFields> run(List<Image> inputs) {
            atNetwork.release();
            network.acquireUninterruptibly();
            return super.run(inputs);
          }
        };
    WalkVideo video = new WalkVideo(encoded, 30, true).givingNewest();
    List<FramePeople> frames = new ArrayList<>();
    try (FramePipeline pipeline = new FramePipeline(video, estimator(held), OPTIONS.withRuns(2))) {
      Thread taker = new Thread(() -> pipeline.forEachRemaining(frames::add));
      taker.start();
      atNetwork.acquire(2);
      assertEquals(2, video.read());
      network.release(30);
      taker.join();
      assertEquals(0, pipeline.summary().dropped());
    }
    assertEquals(upTo(30), indices(frames));
  }

  @Test
  void aLiveSourceThatIsLostSaysSoAfterItsLastFrame() {
    WalkVideo video = new WalkVideo(encoded, 30, true).breakingAt(5);
    List<FramePeople> frames = new ArrayList<>();
    try (FramePipeline pipeline = pipeline(video, OPTIONS)) {
      assertThrows(MediaException.class, () -> pipeline.forEachRemaining(frames::add));
      assertEquals(4, frames.get(frames.size() - 1).frame().index());
      assertFalse(pipeline.hasNext());
    }
  }

  @Test
  void peopleAreFollowedAndSmoothed() {
    List<FramePeople> raw;
    List<FramePeople> followed;
    List<FramePeople> smooth;
    try (FramePipeline pipeline =
        pipeline(
            new WalkVideo(encoded, 25, false), OPTIONS.withTracking(TrackerOptions.defaults()))) {
      followed = pipeline.stream().toList();
      assertEquals(1, pipeline.summary().tracks());
    }
    try (FramePipeline pipeline = pipeline(new WalkVideo(encoded, 25, false), OPTIONS)) {
      raw = pipeline.stream().toList();
      assertEquals(0, pipeline.summary().tracks());
    }
    try (FramePipeline pipeline =
        pipeline(
            new WalkVideo(encoded, 25, false),
            OPTIONS.withSmoothing(new SmoothingOptions(0.2, 4, 1, 0.5)))) {
      smooth = pipeline.stream().toList();
    }
    for (int i = 0; i < 25; i++) {
      assertEquals(OptionalInt.of(1), followed.get(i).people().get(0).track());
      assertEquals(raw.get(i).poses(), followed.get(i).poses());
    }
    assertFalse(raw.get(20).poses().equals(smooth.get(20).poses()));
  }

  @Test
  void tellsWhatItHasDone() {
    try (FramePipeline pipeline =
        pipeline(new WalkVideo(encoded, 25, false), OPTIONS).then("slow", frame -> frame)) {
      assertEquals(0, pipeline.summary().framesPerSecond());
      pipeline.forEachRemaining(frame -> assertFalse(frame.latency().isNegative()));
      PipelineSummary summary = pipeline.summary();
      assertEquals(25, summary.frames());
      assertEquals(25, summary.people());
      assertEquals(1, summary.mostPeople());
      assertTrue(summary.framesPerSecond() > 0);
      assertTrue(summary.latency().compareTo(Duration.ZERO) > 0);
      assertEquals(
          List.of("decode", "preparation", "network", "people", "tracking", "slow"),
          summary.stages().stream().map(StageTime::stage).toList());
      assertEquals(
          Collections.nCopies(6, 25L), summary.stages().stream().map(StageTime::items).toList());
      assertTrue(summary.stages().get(2).cpu().compareTo(Duration.ZERO) > 0);
    }
  }

  @Test
  void stagesCannotBeAddedToFramesUnderWay() {
    try (FramePipeline pipeline = pipeline(new WalkVideo(encoded, 5, false), OPTIONS)) {
      pipeline.next();
      assertEquals(
          "stage slow comes too late: frames are on their way; add stages before",
          assertThrows(IllegalStateException.class, () -> pipeline.then("slow", frame -> frame))
              .getMessage());
    }
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "0 runs at once and 3 frames ahead: both must be 1 to 1000",
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withRuns(0)).getMessage());
    assertEquals(
        "smoothing follows a person from frame to frame; set options for tracking as well",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new PipelineOptions(
                        1, 1, Optional.empty(), Optional.of(SmoothingOptions.defaults())))
            .getMessage());
  }

  /** Another backend's answers. */
  private static class ForwardingBackend implements Backend {
    private final Backend backend;

    ForwardingBackend(Backend backend) {
      this.backend = backend;
    }

    @Override
    public ModelInfo info() {
      return backend.info();
    }

    @Override
    public List<PoseFields> run(List<Image> inputs) {
      return backend.run(inputs);
    }

    @Override
    public void close() {}
  }
}
