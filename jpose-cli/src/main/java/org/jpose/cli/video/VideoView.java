package org.jpose.cli.video;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jpose.cli.terminal.Failures;
import org.jpose.core.Counted;
import org.jpose.core.Estimate;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.draw.TextSize;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.pipeline.FramePeople;

/**
 * What a window shows of frames on their way: a stage of the pipeline, which stops while it is
 * paused. Its wishes ({@link #togglePause} and the like) may come from any thread.
 */
final class VideoView {
  /** What can be drawn on frames, in the order in which keys turn it over. */
  private static final List<Drawing> DRAWINGS =
      List.of(Drawing.SKELETON, Drawing.HEATMAP, Drawing.AFFINITY);

  private static final List<String> KEYS =
      List.of(
          "h       these keys",
          "space   pause, go on",
          ". ,     skeletons, heatmaps, affinity",
          "m       on the video, on black",
          "f       full screen",
          "s       save the frame",
          "q esc   quit");

  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;
  private static final long SECOND = 1_000_000_000L;

  private final String name;
  private final Path folder;
  private PoseRenderer renderer;
  private final Consumer<Image> screen;
  private final Consumer<String> report;
  private final Deque<Long> shown = new ArrayDeque<>();
  private boolean paused;
  private boolean onBlack;
  private boolean help;
  private Drawing drawing = Drawing.SKELETON;
  private boolean save;
  private boolean changed;
  private boolean closed;

  /**
   * A view.
   *
   * @param name the video's, for saved frames
   * @param folder where frames are saved
   * @param screen takes a picture of its own for each frame
   * @param report is told what was saved
   */
  VideoView(
      String name, Path folder, boolean onBlack, Consumer<Image> screen, Consumer<String> report) {
    this.name = name;
    this.folder = folder;
    this.screen = screen;
    this.report = report;
    this.onBlack = onBlack;
    renderer = new PoseRenderer(DrawingOptions.defaults().withOnBlack(onBlack));
  }

  synchronized void togglePause() {
    paused = !paused;
    notifyAll();
  }

  /** What is drawn: the next of {@link #DRAWINGS}, or the one before. */
  synchronized void turnOver(boolean forward) {
    int next = DRAWINGS.indexOf(drawing) + (forward ? 1 : -1);
    drawing = DRAWINGS.get(Math.floorMod(next, DRAWINGS.size()));
    change();
  }

  /** Skeletons on the video, or on black. */
  synchronized void toggleBlack() {
    onBlack = !onBlack;
    renderer = new PoseRenderer(DrawingOptions.defaults().withOnBlack(onBlack));
    change();
  }

  /** Shows the keys, or hides them. */
  synchronized void toggleHelp() {
    help = !help;
    change();
  }

  /** Saves the frame that is shown, or the next one. */
  synchronized void save() {
    save = true;
    change();
  }

  private void change() {
    changed = true;
    notifyAll();
  }

  /** Holds up nobody any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Shows a frame, and goes on when it is not paused. */
  FramePeople show(FramePeople frame) {
    long now = System.nanoTime();
    shown.addLast(now);
    while (now - shown.peekFirst() > 2 * SECOND) {
      shown.removeFirst();
    }
    display(frame);
    try {
      while (waitForChange()) {
        display(frame);
      }
    } catch (InterruptedException e) {
      // The pipeline is closed.
      Thread.currentThread().interrupt();
    }
    return frame;
  }

  /** Waits while paused; true if there is something new to display. */
  private synchronized boolean waitForChange() throws InterruptedException {
    while (paused && !changed && !closed) {
      wait();
    }
    return paused && !closed;
  }

  private void display(FramePeople people) {
    Drawing wanted;
    PoseRenderer painter;
    boolean saving;
    boolean still;
    boolean keys;
    synchronized (this) {
      wanted = drawing;
      painter = renderer;
      keys = help;
      saving = save;
      still = paused;
      save = false;
      changed = false;
    }
    Image frame = people.frame().image();
    Image picture =
        Image.wrap(frame.width(), frame.height(), frame.order(), frame.pixels().clone());
    Estimate seen = people.estimate();
    painter.draw(wanted, picture, new Estimate(people.poses(), seen.fields(), seen.transform()));
    PersonLabels.draw(picture, frame, people.people());
    if (saving) {
      save(people, picture);
    }
    Image square = squared(picture, frame.pixelAspect());
    caption(square, people, still);
    if (keys) {
      showKeys(square);
    }
    screen.accept(square);
  }

  /** With square pixels, as a screen has them. */
  private static Image squared(Image picture, double aspect) {
    if (aspect == 1) {
      return picture;
    }
    int width = picture.width();
    int height = picture.height();
    int shown = (int) Math.max(1, Math.round(width * aspect));
    return new InputTransform(width, height, shown, height, shown, height, Fit.PAD).apply(picture);
  }

  private void save(FramePeople people, Image picture) {
    Path file =
        folder.resolve(
            "%s-frame-%06d.png".formatted(VideoTargets.stem(name), people.frame().index()));
    try {
      new ImageFileWriter().write(picture, file);
      report.accept("saved " + file);
    } catch (RuntimeException e) {
      report.accept("jpose: " + Failures.line(e));
    }
  }

  private static void showKeys(Image picture) {
    Canvas canvas = new Canvas(picture);
    TextSize size = TextSize.SMALL;
    int line = canvas.textHeight(size) + 4;
    int width = KEYS.stream().mapToInt(text -> canvas.textWidth(text, size)).max().orElseThrow();
    int top = canvas.textHeight(TextSize.LARGE) + 8;
    canvas.fill(0, top, width + 8, KEYS.size() * line + 4, BLACK);
    for (int i = 0; i < KEYS.size(); i++) {
      canvas.text(KEYS.get(i), 4, top + 2 + i * line, size, WHITE);
    }
  }

  private void caption(Image picture, FramePeople people, boolean still) {
    Canvas canvas = new Canvas(picture);
    String text =
        String.format(
            Locale.ROOT,
            "%s  %.1f frames/s  latency %d ms%s",
            Counted.people(people.people().size()),
            rate(),
            people.latency().toMillis(),
            still ? "  paused" : "");
    TextSize size = picture.width() < 640 ? TextSize.SMALL : TextSize.LARGE;
    canvas.fill(0, 0, canvas.textWidth(text, size) + 8, canvas.textHeight(size) + 4, BLACK);
    canvas.text(text, 4, 2, size, WHITE);
  }

  private double rate() {
    long nanos = shown.peekLast() - shown.peekFirst();
    return nanos == 0 ? 0 : (shown.size() - 1) * (double) SECOND / nanos;
  }
}
