package org.jpose.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoPerson;
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
  private static final int ROW = CAPTION + PANEL + 2 * GAP;

  private static final int GROUND = 0x1c1c1c;
  private static final int EMPTY = 0x303030;
  private static final int INK = 0xf0f0f0;
  private static final int FAINT = 0xa0a0a0;
  private static final int CROWD = 0xffa040;
  private static final int UNLABELLED = 0x60c0ff;

  private final Evaluated evaluated;
  private final PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());

  private WorstImages(Evaluated evaluated) {
    this.evaluated = evaluated;
  }

  /** A sheet of at most so many images. */
  static Image draw(Evaluated evaluated, int most) {
    List<ImageLoss> worst =
        evaluated.evaluation().losses().stream()
            .filter(loss -> loss.loss() > 0)
            .limit(most)
            .toList();
    int rows = Math.max(1, (worst.size() + PAIRS_A_ROW - 1) / PAIRS_A_ROW);
    int width = PAIRS_A_ROW * PAIR_WIDTH + (PAIRS_A_ROW + 1) * 2 * GAP;
    Canvas sheet = Canvas.of(width, TITLE + rows * ROW, GROUND);
    WorstImages drawing = new WorstImages(evaluated);
    drawing.title(sheet, worst.size());
    for (int i = 0; i < worst.size(); i++) {
      int left = 2 * GAP + i % PAIRS_A_ROW * (PAIR_WIDTH + 2 * GAP);
      drawing.pair(sheet, worst.get(i), left, TITLE + i / PAIRS_A_ROW * ROW);
    }
    return sheet.image();
  }

  private void title(Canvas sheet, int images) {
    sheet.text(
        evaluated.title() + ": the " + images + " worst images", 2 * GAP, 12, TextSize.LARGE, INK);
    sheet.text(
        "left annotated (orange box: crowd, blue box: person without keypoints), right found with"
            + String.format(Locale.ROOT, " score %.3f or more", leastScore()),
        2 * GAP,
        36,
        TextSize.SMALL,
        FAINT);
  }

  /** Of the best balance; people of any score would cover the picture. */
  private double leastScore() {
    return evaluated.curve().best().matched() == 0 ? 0 : evaluated.curve().bestScore();
  }

  private void pair(Canvas sheet, ImageLoss loss, int left, int top) {
    CocoImage image = evaluated.truth().image(loss.image()).orElseThrow();
    sheet.text(shortened(sheet, image.fileName()), left, top + 6, TextSize.SMALL, INK);
    sheet.text(
        String.format(
            Locale.ROOT,
            "loss %.2f: %d of %d people found, %d mistaken, at any score",
            loss.loss(),
            loss.counts().matched(),
            loss.counts().people(),
            loss.counts().mistaken()),
        left,
        top + 24,
        TextSize.SMALL,
        FAINT);
    Image photo = photo(image).orElse(null);
    InputTransform scaling = scaling(image, photo);
    Canvas annotated = panel(photo, scaling);
    annotated(annotated, image, scaling);
    Canvas found = panel(photo, scaling);
    renderer.drawPeople(found.image(), found(image, scaling));
    int middle = top + CAPTION + (PANEL - scaling.height()) / 2;
    int inset = (PANEL - scaling.width()) / 2;
    sheet.picture(annotated.image(), left + inset, middle);
    sheet.picture(found.image(), left + PANEL + GAP + inset, middle);
  }

  private static String shortened(Canvas sheet, String name) {
    String shortened = name;
    while (sheet.textWidth(shortened, TextSize.SMALL) > PAIR_WIDTH) {
      shortened = shortened.substring(1);
    }
    return shortened;
  }

  private Optional<Image> photo(CocoImage image) {
    Path file = evaluated.photos().map(folder -> folder.resolve(image.fileName())).orElse(null);
    if (file == null || evaluated.failed().containsKey(image.fileName())) {
      return Optional.empty();
    }
    return Optional.of(new ImageFileReader(ImageReadOptions.defaults()).read(file));
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

  private void annotated(Canvas panel, CocoImage image, InputTransform scaling) {
    List<Pose> people = new ArrayList<>();
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
      } else {
        people.add(pose(person, scaling));
      }
    }
    renderer.drawPeople(panel.image(), people);
  }

  private Pose pose(CocoPerson person, InputTransform scaling) {
    Skeleton skeleton = evaluated.truth().category(person.category()).skeleton();
    List<Keypoint> keypoints = new ArrayList<>();
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      if (person.keypoints().isLabelled(joint)) {
        double x = scaling.inputX(person.keypoints().x(joint));
        double y = scaling.inputY(person.keypoints().y(joint));
        keypoints.add(keypoint(skeleton, joint, x, y));
      }
    }
    return new Pose(skeleton, keypoints, 1);
  }

  private List<Pose> found(CocoImage image, InputTransform scaling) {
    List<Pose> people = new ArrayList<>();
    evaluated.found().stream()
        .filter(d -> d.image() == image.id() && d.score() >= leastScore())
        .sorted(Comparator.comparingDouble(CocoDetection::score).reversed())
        .forEach(detection -> pose(detection, scaling).ifPresent(people::add));
    return people;
  }

  private Optional<Pose> pose(CocoDetection detection, InputTransform scaling) {
    Skeleton skeleton = evaluated.truth().category(detection.category()).skeleton();
    List<Keypoint> keypoints = new ArrayList<>();
    for (int joint = 0; joint < detection.count(); joint++) {
      if (detection.isFound(joint)) {
        double x = scaling.inputX(detection.x(joint));
        double y = scaling.inputY(detection.y(joint));
        keypoints.add(keypoint(skeleton, joint, x, y));
      }
    }
    return keypoints.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pose(skeleton, keypoints, (float) detection.score()));
  }

  private static Keypoint keypoint(Skeleton skeleton, int joint, double x, double y) {
    return new Keypoint(joint, skeleton.joints().get(joint).name(), (float) x, (float) y, 1);
  }
}
