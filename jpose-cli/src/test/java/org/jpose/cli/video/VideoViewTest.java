package org.jpose.cli.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jpose.core.Estimate;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.results.PersonResult;
import org.jpose.media.video.Frame;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a window shows, without the window. */
@Timeout(60)
class VideoViewTest {
  @TempDir Path folder;

  private final BlockingQueue<Image> screen = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  private VideoView view() {
    return new VideoView("cam/door.mp4", folder, false, screen::add, reports::add);
  }

  private static FramePeople frame(long index) {
    EncodedBackend backend = new EncodedBackend();
    PoseEstimator estimator = new PoseEstimator(backend, EstimatorOptions.defaults());
    Image picture =
        backend.picture(320, 240, new RandomPeople(new Random(1), 320, 240).people(1, 120, 160, 9));
    Estimate estimate = estimator.analyze(picture);
    List<PersonResult> people =
        estimate.people().stream().map(pose -> new PersonResult(OptionalInt.of(7), pose)).toList();
    return new FramePeople(
        new Frame(index, Duration.ofMillis(40 * index), picture),
        estimate,
        people,
        Duration.ofMillis(5));
  }

  @Test
  void theFrameItselfStaysAsItIs() {
    FramePeople frame = frame(0);
    byte[] before = frame.frame().image().pixels().clone();
    assertEquals(frame, view().show(frame));
    assertArrayEquals(before, frame.frame().image().pixels());
    assertFalse(Arrays.equals(before, screen.remove().pixels()));
  }

  @Test
  void keysTurnOverWhatIsDrawn() {
    VideoView view = view();
    FramePeople frame = frame(3);
    view.show(frame);
    byte[] skeletons = screen.remove().pixels();
    view.turnOver(true);
    view.turnOver(true);
    view.show(frame);
    byte[] affinity = screen.remove().pixels();
    assertFalse(Arrays.equals(skeletons, affinity));
    view.turnOver(false);
    view.turnOver(false);
    view.show(frame);
    // The rate in the caption is another.
    assertArrayEquals(lower(skeletons), lower(screen.remove().pixels()));
    view.turnOver(false);
    view.show(frame);
    assertArrayEquals(lower(affinity), lower(screen.remove().pixels()));
  }

  private static byte[] lower(byte[] pixels) {
    return Arrays.copyOfRange(pixels, pixels.length / 4, pixels.length);
  }

  @Test
  void helpAndBlack() {
    VideoView view = view();
    FramePeople frame = frame(3);
    view.show(frame);
    Image plain = screen.remove();
    view.toggleHelp();
    view.show(frame);
    Image help = screen.remove();
    assertFalse(Arrays.equals(plain.pixels(), help.pixels()));
    view.toggleHelp();
    view.toggleBlack();
    view.show(frame);
    Image black = screen.remove();
    assertEquals(0, black.value(black.width() - 1, black.height() - 1, 0));
    view.toggleBlack();
    view.show(frame);
    assertArrayEquals(lower(plain.pixels()), lower(screen.remove().pixels()));
  }

  @Test
  void pausedItStaysAndShowsWhatIsAskedFor() throws InterruptedException {
    VideoView view = view();
    view.togglePause();
    Thread pipeline = new Thread(() -> view.show(frame(12)));
    pipeline.start();
    Image people = screen.take();
    view.turnOver(true);
    Image heatmap = screen.take();
    assertFalse(Arrays.equals(people.pixels(), heatmap.pixels()));
    view.save();
    screen.take();
    Path saved = folder.resolve("door-frame-000012.png");
    assertEquals("saved " + saved, reports.take());
    assertTrue(Files.exists(saved));
    assertTrue(pipeline.isAlive());
    assertNull(screen.poll(100, TimeUnit.MILLISECONDS));
    view.togglePause();
    pipeline.join();
  }

  @Test
  void closingOrInterruptingEndsAPause() throws InterruptedException {
    VideoView view = view();
    view.togglePause();
    Thread interrupted = new Thread(() -> view.show(frame(1)));
    interrupted.start();
    screen.take();
    interrupted.interrupt();
    interrupted.join();
    Thread closed = new Thread(() -> view.show(frame(2)));
    closed.start();
    screen.take();
    view.close();
    closed.join();
  }

  @Test
  void aFrameThatCannotBeSavedIsReported() {
    VideoView view = new VideoView("a", folder.resolve("none"), false, screen::add, reports::add);
    view.save();
    view.show(frame(3));
    assertTrue(reports.remove().startsWith("jpose: "), "told");
    assertEquals(1, screen.size());
  }
}
