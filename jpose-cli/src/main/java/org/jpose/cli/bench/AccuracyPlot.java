package org.jpose.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.TextSize;

/** Draws average precision over milliseconds, which grow by factors from left to right. */
final class AccuracyPlot {
  private static final int WIDTH = 980;
  private static final int HEIGHT = 640;
  private static final int LEFT = 70;
  private static final int TOP = 84;
  private static final int ACROSS = 690;
  private static final int DOWN = 480;
  private static final double LEFT_MARGIN = 1.15;

  /** Room for a point's size beside it. */
  private static final double RIGHT_MARGIN = 1.4;

  private static final int WHITE = 0xffffff;
  private static final int INK = 0x222222;
  private static final int FAINT = 0x666666;
  private static final int GRID = 0xe4e4e4;

  /** Okabe and Ito's, told apart by everybody. */
  private static final List<Integer> COLOURS =
      List.of(0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000);

  private static final List<Double> TICKS =
      List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0);

  /**
   * A model at a size.
   *
   * @param millis of the bare network
   * @param ap COCO's average precision
   */
  record Point(String model, NetworkSize size, double millis, double ap) {}

  private final Canvas canvas = Canvas.of(WIDTH, HEIGHT, WHITE);
  private final double least;
  private final double most;
  private final double highest;

  private AccuracyPlot(List<Point> points) {
    least = points.stream().mapToDouble(Point::millis).min().orElse(1) / LEFT_MARGIN;
    most = points.stream().mapToDouble(Point::millis).max().orElse(10) * RIGHT_MARGIN;
    double top = points.stream().mapToDouble(Point::ap).max().orElse(1);
    highest = Math.max(0.1, Math.ceil(top * 20) / 20);
  }

  /**
   * Draws points, those of a model joined by a line.
   *
   * @param points one at least
   */
  static Image draw(String title, String facts, List<Point> points) {
    AccuracyPlot plot = new AccuracyPlot(points);
    plot.canvas.text(title, LEFT, 16, TextSize.LARGE, INK);
    plot.canvas.text(facts, LEFT, 42, TextSize.SMALL, FAINT);
    plot.axes();
    Map<String, List<Point>> models = new LinkedHashMap<>();
    points.forEach(p -> models.computeIfAbsent(p.model(), m -> new ArrayList<>()).add(p));
    int index = 0;
    for (List<Point> model : models.values()) {
      plot.model(index++, model);
    }
    return plot.canvas.image();
  }

  private double x(double millis) {
    return LEFT + Math.log(millis / least) / Math.log(most / least) * ACROSS;
  }

  private double y(double ap) {
    return TOP + (1 - ap / highest) * DOWN;
  }

  private void axes() {
    for (double tick : TICKS) {
      if (tick > least && tick < most) {
        String label = String.format(Locale.ROOT, "%.0f", tick);
        canvas.line(x(tick), y(0), x(tick), y(highest), 1, GRID);
        int left = (int) x(tick) - canvas.textWidth(label, TextSize.SMALL) / 2;
        canvas.text(label, left, TOP + DOWN + 10, TextSize.SMALL, INK);
      }
    }
    int half = canvas.textHeight(TextSize.SMALL) / 2;
    for (int tick = 0; tick <= Math.round(highest * 20); tick++) {
      double ap = tick / 20.0;
      String label = String.format(Locale.ROOT, "%.2f", ap);
      canvas.line(LEFT, y(ap), LEFT + ACROSS, y(ap), 1, GRID);
      int left = LEFT - 10 - canvas.textWidth(label, TextSize.SMALL);
      canvas.text(label, left, (int) y(ap) - half, TextSize.SMALL, INK);
    }
    canvas.line(LEFT, y(0), LEFT + ACROSS, y(0), 1, INK);
    canvas.line(LEFT, y(0), LEFT, y(highest), 1, INK);
    canvas.text("AP", 12, TOP - 20, TextSize.SMALL, INK);
    String below = "milliseconds of the network";
    int middle = LEFT + (ACROSS - canvas.textWidth(below, TextSize.SMALL)) / 2;
    canvas.text(below, middle, TOP + DOWN + 34, TextSize.SMALL, INK);
  }

  private void model(int index, List<Point> points) {
    int colour = COLOURS.get(index % COLOURS.size());
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double x = x(point.millis());
      double y = y(point.ap());
      if (i > 0) {
        Point before = points.get(i - 1);
        canvas.line(x(before.millis()), y(before.ap()), x, y, 2, colour);
      }
      canvas.disc(x, y, 5, colour);
      canvas.text(point.size().toString(), (int) x + 8, (int) y + 5, TextSize.SMALL, FAINT);
    }
    int top = TOP + 6 + 24 * index;
    int left = LEFT + ACROSS + 24;
    canvas.disc(left + 6, top + 8, 5, colour);
    canvas.text(shown(points.get(0).model()), left + 20, top, TextSize.SMALL, INK);
  }

  /** A model's name, or that of its file without the folder. */
  private static String shown(String model) {
    return model.endsWith(".onnx") ? Path.of(model).getFileName().toString() : model;
  }
}
