package org.jpose.cli.eval;

import java.util.List;
import java.util.Locale;
import org.jpose.core.image.Image;
import org.jpose.data.evaluation.AreaRange;
import org.jpose.data.evaluation.Evaluated;
import org.jpose.data.evaluation.PrecisionRecall;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.TextSize;

/** Draws precision over recall at several least similarities. */
final class PrecisionRecallPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 640;
  private static final int LEFT = 70;
  private static final int TOP = 84;
  private static final int ACROSS = 600;
  private static final int DOWN = 490;

  private static final int WHITE = 0xffffff;
  private static final int INK = 0x222222;
  private static final int FAINT = 0x666666;
  private static final int GRID = 0xe4e4e4;

  private static final List<Double> SIMILARITIES = List.of(0.5, 0.6, 0.7, 0.75, 0.8, 0.9);

  /** Steps of viridis (van der Walt and Smith, matplotlib; CC0), dark for what is lenient. */
  private static final List<Integer> COLOURS =
      List.of(0x440154, 0x414487, 0x2a788e, 0x22a884, 0x7ad151, 0xd8c300);

  private final Canvas canvas = Canvas.of(WIDTH, HEIGHT, WHITE);

  private PrecisionRecallPlot() {}

  static Image draw(Evaluated evaluated) {
    PrecisionRecallPlot plot = new PrecisionRecallPlot();
    plot.axes(evaluated);
    for (int i = SIMILARITIES.size() - 1; i >= 0; i--) {
      double similarity = SIMILARITIES.get(i);
      plot.curve(i, evaluated.evaluation().precisionRecall(similarity, AreaRange.ALL));
    }
    plot.best(evaluated.curve());
    return plot.canvas.image();
  }

  private static double x(double recall) {
    return LEFT + recall * ACROSS;
  }

  private static double y(double precision) {
    return TOP + (1 - precision) * DOWN;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void axes(Evaluated evaluated) {
    canvas.text(evaluated.title(), LEFT, 16, TextSize.LARGE, INK);
    canvas.text(
        number("AP %.3f   ", evaluated.summary().ap())
            + number("AR %.3f   ", evaluated.summary().ar())
            + evaluated.evaluation().images().size()
            + " images, "
            + evaluated.curve().people()
            + " people",
        LEFT,
        42,
        TextSize.SMALL,
        FAINT);
    for (int tick = 0; tick <= 10; tick++) {
      double share = tick / 10.0;
      canvas.line(x(share), y(0), x(share), y(1), 1, GRID);
      canvas.line(x(0), y(share), x(1), y(share), 1, GRID);
    }
    int half = canvas.textHeight(TextSize.SMALL) / 2;
    for (int tick = 0; tick <= 10; tick += 2) {
      double share = tick / 10.0;
      String label = number("%.1f", share);
      int width = canvas.textWidth(label, TextSize.SMALL);
      int below = TOP + DOWN + 10;
      canvas.line(x(share), y(0), x(share), y(0) + 5, 1, INK);
      canvas.line(x(0) - 5, y(share), x(0), y(share), 1, INK);
      canvas.text(label, (int) x(share) - width / 2, below, TextSize.SMALL, INK);
      canvas.text(label, LEFT - 10 - width, (int) y(share) - half, TextSize.SMALL, INK);
    }
    canvas.line(x(0), y(0), x(1), y(0), 1, INK);
    canvas.line(x(0), y(0), x(0), y(1), 1, INK);
    String recall = "recall";
    int middle = (int) x(0.5) - canvas.textWidth(recall, TextSize.SMALL) / 2;
    canvas.text(recall, middle, TOP + DOWN + 32, TextSize.SMALL, INK);
    canvas.text("precision", 12, TOP - 20, TextSize.SMALL, INK);
  }

  private void curve(int index, PrecisionRecall curve) {
    int colour = COLOURS.get(index);
    for (int point = 1; point < curve.points() && curve.people() > 0; point++) {
      double width = index == 0 ? 3 : 2;
      double fromX = x(curve.recall(point - 1));
      double toX = x(curve.recall(point));
      boolean ends = curve.precision(point) == 0;
      if (curve.precision(point - 1) > 0) {
        canvas.line(
            fromX,
            y(curve.precision(point - 1)),
            ends ? fromX : toX,
            y(curve.precision(point)),
            width,
            colour);
      }
    }
    int left = LEFT + ACROSS + 24;
    int top = TOP + 6 + 24 * index;
    canvas.line(left, top + 8, left + 26, top + 8, index == 0 ? 3 : 2, colour);
    String ap = curve.people() == 0 ? "-" : number("%.3f", curve.average());
    canvas.text(
        number("OKS %.2f   AP ", SIMILARITIES.get(index)) + ap,
        left + 36,
        top,
        TextSize.SMALL,
        INK);
  }

  /** Where precision and recall are in the best balance, and from which score on. */
  private void best(PrecisionRecall curve) {
    if (curve.best().matched() == 0) {
      return;
    }
    double x = x(curve.best().recall());
    double y = y(curve.best().precision());
    canvas.disc(x, y, 6, WHITE);
    canvas.disc(x, y, 4.5, COLOURS.get(0));
    int left = LEFT + ACROSS + 24;
    int top = TOP + 24 * SIMILARITIES.size() + 20;
    canvas.disc(left + 13, top + 8, 4.5, COLOURS.get(0));
    canvas.text("best balance (F1)", left + 36, top, TextSize.SMALL, INK);
    canvas.text(
        number("from score %.3f", curve.bestScore()), left + 36, top + 20, TextSize.SMALL, FAINT);
    canvas.text(
        number("precision %.3f", curve.best().precision()),
        left + 36,
        top + 40,
        TextSize.SMALL,
        FAINT);
    canvas.text(
        number("recall %.3f", curve.best().recall()), left + 36, top + 60, TextSize.SMALL, FAINT);
  }
}
