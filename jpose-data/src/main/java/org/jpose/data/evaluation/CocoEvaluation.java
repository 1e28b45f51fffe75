package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoPerson;

/**
 * Found people against labelled ones, as COCO's own program evaluates keypoints (cocodataset.org,
 * Keypoint Evaluation): for each image and category the 20 best found people, matched at
 * similarities 0.50, 0.55 ... 0.95; crowds, people without keypoints and people of another size are
 * neither to be found nor is finding them wrong. Immutable and thread-safe.
 *
 * <p>Beyond COCO's figures: counts, {@link JointReport joints}, and {@link ImageLoss images}.
 */
public final class CocoEvaluation {
  private static final int THRESHOLDS = 10;

  /** Similarity from which found and labelled person belong together for errors of joints. */
  static final double LOOSE = 0.1;

  private final List<Long> images;
  private final List<CategoryMatches> categories = new ArrayList<>();

  private CocoEvaluation(List<Long> images) {
    this.images = images;
  }

  /** Images in order of their ids, with their matchers. */
  record CategoryMatches(
      CocoCategory category, KeypointSimilarity similarity, List<ImageMatcher> images) {
    List<ImageMatches> match(double threshold, AreaRange range) {
      return images.stream().map(image -> image.match(threshold, range)).toList();
    }
  }

  /**
   * Evaluates over all images of the ground truth; those without results count as empty.
   *
   * @throws IllegalArgumentException as {@link #of(CocoDataset, List, Set)}
   */
  public static CocoEvaluation of(CocoDataset truth, List<CocoDetection> found) {
    Set<Long> all = new TreeSet<>(truth.images().stream().map(CocoImage::id).toList());
    return of(truth, found, all);
  }

  /**
   * Evaluates over some images; found people of others are left out.
   *
   * @param images ids of the images
   * @throws IllegalArgumentException if the ground truth lacks an image or category of the results
   *     or of {@code images}, or a found person has another number of joints than its category
   */
  public static CocoEvaluation of(CocoDataset truth, List<CocoDetection> found, Set<Long> images) {
    List<Long> sorted = images.stream().sorted().toList();
    for (long image : sorted) {
      requireImage(truth, image);
    }
    Map<Long, List<CocoDetection>> byImage = new HashMap<>();
    for (CocoDetection detection : found) {
      check(truth, detection);
      byImage.computeIfAbsent(detection.image(), id -> new ArrayList<>()).add(detection);
    }
    CocoEvaluation evaluation = new CocoEvaluation(sorted);
    truth.categories().stream()
        .sorted(Comparator.comparingInt(CocoCategory::id))
        .forEach(category -> evaluation.add(truth, category, byImage));
    return evaluation;
  }

  private static void requireImage(CocoDataset truth, long image) {
    if (truth.image(image).isEmpty()) {
      throw new IllegalArgumentException(
          "image %s is not in the ground truth; are results and annotations of the same split?"
              .formatted(image));
    }
  }

  private static void check(CocoDataset truth, CocoDetection detection) {
    requireImage(truth, detection.image());
    CocoCategory category = truth.category(detection.category());
    if (detection.count() != category.skeleton().jointCount()) {
      throw new IllegalArgumentException(
          ("a found person of image %s has %s joints, category '%s' has %s; were the"
                  + " results written for another skeleton?")
              .formatted(
                  detection.image(),
                  detection.count(),
                  category.name(),
                  category.skeleton().jointCount()));
    }
  }

  private void add(
      CocoDataset truth, CocoCategory category, Map<Long, List<CocoDetection>> byImage) {
    KeypointSimilarity similarity = new KeypointSimilarity(category.skeleton());
    List<ImageMatcher> matchers = new ArrayList<>();
    for (long image : images) {
      List<CocoPerson> people =
          truth.people(image).stream().filter(p -> p.category() == category.id()).toList();
      List<CocoDetection> found =
          byImage.getOrDefault(image, List.of()).stream()
              .filter(detection -> detection.category() == category.id())
              .toList();
      matchers.add(new ImageMatcher(people, found, similarity));
    }
    categories.add(new CategoryMatches(category, similarity, matchers));
  }

  /** The least similarities, 0.50 to 0.95. */
  public static List<Double> thresholds() {
    double step = (0.95 - 0.5) / (THRESHOLDS - 1);
    return IntStream.range(0, THRESHOLDS).mapToObj(i -> 0.5 + i * step).toList();
  }

  /** Ids of the images, in order. */
  public List<Long> images() {
    return images;
  }

  /** COCO's ten figures. */
  public CocoSummary summary() {
    List<double[]> all = figures(AreaRange.ALL);
    List<double[]> medium = figures(AreaRange.MEDIUM);
    List<double[]> large = figures(AreaRange.LARGE);
    double[] at50 = all.get(0);
    double[] at75 = all.get(THRESHOLDS / 2);
    return new CocoSummary(
        mean(all, 0),
        at50[0],
        at75[0],
        mean(medium, 0),
        mean(large, 0),
        mean(all, 1),
        at50[1],
        at75[1],
        mean(medium, 1),
        mean(large, 1));
  }

  /** Average precision and recall at each similarity, as means over the categories. */
  private List<double[]> figures(AreaRange range) {
    List<double[]> figures = new ArrayList<>();
    for (double threshold : thresholds()) {
      List<PrecisionRecall> curves =
          categories.stream().map(c -> new PrecisionRecall(c.match(threshold, range))).toList();
      figures.add(
          new double[] {
            mean(curves.stream().mapToDouble(PrecisionRecall::average)),
            mean(curves.stream().mapToDouble(PrecisionRecall::recall))
          });
    }
    return figures;
  }

  private static double mean(List<double[]> figures, int column) {
    return mean(figures.stream().mapToDouble(figure -> figure[column]));
  }

  private static double mean(DoubleStream figures) {
    return figures.filter(figure -> figure >= 0).average().orElse(CocoSummary.NOTHING);
  }

  /**
   * The curve at one least similarity, over all categories together.
   *
   * @param threshold least similarity, above 0 and up to 1
   */
  public PrecisionRecall precisionRecall(double threshold, AreaRange range) {
    List<ImageMatches> matches = new ArrayList<>();
    for (CategoryMatches category : categories) {
      matches.addAll(category.match(threshold, range));
    }
    return new PrecisionRecall(matches);
  }

  /** How well each joint is placed. */
  public JointReport joints() {
    return JointReport.of(categories);
  }

  /** What each image contributes to the errors, the worst first; of equal ones by id. */
  public List<ImageLoss> losses() {
    Map<Long, ImageLoss> losses = new HashMap<>();
    for (CategoryMatches category : categories) {
      List<ImageMatches> matches = category.match(LOOSE, AreaRange.ALL);
      for (int i = 0; i < images.size(); i++) {
        losses.merge(images.get(i), ImageLoss.of(images.get(i), matches.get(i)), ImageLoss::plus);
      }
    }
    return losses.values().stream()
        .sorted(
            Comparator.comparingDouble(ImageLoss::loss)
                .reversed()
                .thenComparingLong(ImageLoss::image))
        .toList();
  }
}
