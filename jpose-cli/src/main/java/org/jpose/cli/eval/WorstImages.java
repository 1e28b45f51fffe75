package org.jpose.cli.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.evaluation.Evaluated;
import org.jpose.data.evaluation.ImageLoss;
import org.jpose.media.draw.Canvas;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.draw.TextSize;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/** Draws the images with the greatest loss: annotated people beside found ones. */
final class WorstImages {
  private static final int PANEL = 320;
  private static final int GAP = 8;
  private static final int CAPTION = 44;
  private static final int PAIRS_A_ROW = 2;
  private static final int TITLE = 64;
  private static final int PAIR_WIDTH = 2 * PANEL + GAP;
  private static final int WIDTH = PAIRS_A_ROW * PAIR_WIDTH + (PAIRS_A_ROW + 1) * 2 * GAP;

  private static final int GROUND = 0x1c1c1c;
  private static final int EMPTY = 0x303030;
  private static final int INK = 0xf0f0f0;
  private static final int FAINT = 0xa0a0a0;
  private static final int CROWD = 0xffa040;
  private static final int UNLABELLED = 0x60c0ff;

  private final Evaluated evaluated;
  private final PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private WorstImages(Evaluated evaluated) {
    this.evaluated = evaluated;
  }

  /** A sheet of at most so many images; those whose photo cannot be read have none. */
  static Image draw(Evaluated evaluated, int most) {
    WorstImages drawing = new WorstImages(evaluated);
    List<Image> pairs =
        evaluated.evaluation().losses().stream()
            .filter(loss -> loss.loss() > 0)
            .limit(most)
            .map(drawing::pair)
            .toList();
    List<List<Image>> rows = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += PAIRS_A_ROW) {
      rows.add(pairs.subList(i, Math.min(pairs.size(), i + PAIRS_A_ROW)));
    }
    int height = TITLE + rows.stream().mapToInt(WorstImages::height).sum();
    Canvas sheet = Canvas.of(WIDTH, height, GROUND);
    drawing.title(sheet, pairs.size());
    int top = TITLE;
    for (List<Image> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        sheet.picture(row.get(i), 2 * GAP + i * (PAIR_WIDTH + 2 * GAP), top);
      }
      top += height(row);
    }
    return sheet.image();
  }

  private static int height(List<Image> row) {
    return row.stream().mapToInt(Image::height).max().orElse(0) + 2 * GAP;
  }

  private void title(Canvas sheet, int images) {
    String title =
        images == 0
            ? ": no image has any loss"
            : ": the image" + (images == 1 ? "" : "s") + " with the greatest loss";
    sheet.text(evaluated.title() + title, 2 * GAP, 12, TextSize.LARGE, INK);
    sheet.text(
        String.format(
            Locale.ROOT,
            "left annotated (orange box: crowd, blue box: person without keypoints), right found"
                + " with score %.3f or more",
            leastScore()),
        2 * GAP,
        36,
        TextSize.SMALL,
        FAINT);
  }

  /** Of the best balance; people of any score would cover the picture. */
  private double leastScore() {
    return evaluated.curve().best().matched() == 0 ? 0 : evaluated.curve().bestScore();
  }

  private Image pair(ImageLoss loss) {
    CocoImage annotated = evaluated.truth().image(loss.image()).orElseThrow();
    Image photo = photo(annotated);
    InputTransform scaling = scaling(annotated, photo);
    Canvas pair = Canvas.of(PAIR_WIDTH, CAPTION + scaling.height(), GROUND);
    pair.text(shortened(pair, annotated.fileName()), 0, 6, TextSize.SMALL, INK);
    pair.text(
        String.format(
            Locale.ROOT,
            "loss %.2f: %d of %d people found, %d mistaken, at any score",
            loss.loss(),
            loss.counts().matched(),
            loss.counts().people(),
            loss.counts().mistaken()),
        0,
        24,
        TextSize.SMALL,
        FAINT);
    ScaledPeople people = new ScaledPeople(evaluated.truth(), scaling);
    Canvas left = panel(photo, scaling);
    boxes(left, annotated, scaling);
    renderer.drawPeople(left.image(), people.annotated(annotated.id()));
    Canvas right = panel(photo, scaling);
    List<CocoDetection> found =
        evaluated.found().stream().filter(d -> d.image() == annotated.id()).toList();
    renderer.drawPeople(right.image(), people.found(found, leastScore()));
    int inset = (PANEL - scaling.width()) / 2;
    pair.picture(left.image(), inset, CAPTION);
    pair.picture(right.image(), PANEL + GAP + inset, CAPTION);
    return pair.image();
  }

  private static String shortened(Canvas canvas, String name) {
    String shortened = name;
    while (canvas.textWidth(shortened, TextSize.SMALL) > PAIR_WIDTH) {
      shortened = shortened.substring(1);
    }
    return shortened;
  }

  /** The photo, or null if it cannot be had: the sheet then shows the people by themselves. */
  private Image photo(CocoImage image) {
    if (evaluated.photos().isEmpty() || evaluated.failed().containsKey(image.fileName())) {
      return null;
    }
    try {
      return reader.read(evaluated.photos().get().file(image));
    } catch (FileException e) {
      return null;
    }
  }

  private static InputTransform scaling(CocoImage annotated, Image photo) {
    int width = photo == null ? Math.max(1, annotated.width()) : photo.width();
    int height = photo == null ? Math.max(1, annotated.height()) : photo.height();
    NetworkSize size =
        width > height
            ? new NetworkSize(PANEL, NetworkSize.BY_ASPECT)
            : new NetworkSize(NetworkSize.BY_ASPECT, PANEL);
    return InputTransform.plan(width, height, size, 1, Fit.PAD, 1);
  }

  private static Canvas panel(Image photo, InputTransform scaling) {
    Canvas panel = Canvas.of(scaling.width(), scaling.height(), EMPTY);
    if (photo != null) {
      panel.picture(scaling.apply(photo), 0, 0);
    }
    return panel;
  }

  private void boxes(Canvas panel, CocoImage image, InputTransform scaling) {
    for (CocoPerson person : evaluated.truth().people(image.id())) {
      if (person.crowd() || person.keypoints().labelled() == 0) {
        Box box = person.box();
        double left = scaling.inputX(box.x());
        double top = scaling.inputY(box.y());
        panel.outline(
            left,
            top,
            scaling.inputX(box.x() + box.width()) - left,
            scaling.inputY(box.y() + box.height()) - top,
            2,
            person.crowd() ? CROWD : UNLABELLED);
      }
    }
  }
}
