package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How precision falls as recall rises, at one least similarity. Immutable.
 *
 * <p>Precision is interpolated: at each recall the best there is at this or a higher one.
 */
public final class PrecisionRecall {
  private static final int STEPS = 100;

  private final int people;
  private final double recall;
  private final double[] precisions;
  private final PeopleCounts all;
  private final double bestScore;
  private final PeopleCounts best;

  private record Ranked(double score, boolean matched) {}

  /**
   * From the matches of all images, in order of their ids: found people of equal score keep this
   * order.
   */
  PrecisionRecall(List<ImageMatches> images) {
    people = images.stream().mapToInt(ImageMatches::wanted).sum();
    List<Ranked> ranked = ranked(images);
    int count = ranked.size();
    double[] recalls = new double[count];
    double[] envelope = new double[count];
    int matched = 0;
    PeopleCounts bestCounts = new PeopleCounts(people, 0, 0);
    double bestAt = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      matched += ranked.get(i).matched ? 1 : 0;
      recalls[i] = (double) matched / people;
      envelope[i] = matched / (i + 1 + Math.ulp(1.0));
      boolean lastOfItsScore = i == count - 1 || ranked.get(i + 1).score < ranked.get(i).score;
      PeopleCounts counts = new PeopleCounts(people, matched, i + 1 - matched);
      if (lastOfItsScore && counts.f1() > bestCounts.f1()) {
        bestCounts = counts;
        bestAt = ranked.get(i).score;
      }
    }
    for (int i = count - 1; i > 0; i--) {
      envelope[i - 1] = Math.max(envelope[i - 1], envelope[i]);
    }
    all = new PeopleCounts(people, matched, count - matched);
    best = bestCounts;
    bestScore = bestAt;
    recall = count == 0 ? 0 : recalls[count - 1];
    precisions = new double[STEPS + 1];
    for (int step = 0, at = 0; step <= STEPS; step++) {
      double wanted = step == STEPS ? 1 : step * (1.0 / STEPS);
      while (at < count && recalls[at] < wanted) {
        at++;
      }
      if (at < count) {
        precisions[step] = envelope[at];
      }
    }
  }

  private static List<Ranked> ranked(List<ImageMatches> images) {
    List<Ranked> ranked = new ArrayList<>();
    for (ImageMatches image : images) {
      for (int i = 0; i < image.detections(); i++) {
        if (!image.isIgnored(i)) {
          ranked.add(new Ranked(image.detection(i).score(), image.isMatched(i)));
        }
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }

  /** Labelled people there are to find. */
  public int people() {
    return people;
  }

  /** The part of the people found, at any score; -1 if there are none to find. */
  public double recall() {
    return people == 0 ? CocoSummary.NOTHING : recall;
  }

  /** Mean precision over the recalls 0, 0.01 ... 1; -1 if there is nobody to find. */
  public double average() {
    if (people == 0) {
      return CocoSummary.NOTHING;
    }
    return Arrays.stream(precisions).sum() / precisions.length;
  }

  /** Number of points of the curve: 101. */
  public int points() {
    return precisions.length;
  }

  /** Recall of a point: 0 to 1 in hundredths. */
  public double recall(int point) {
    return (double) point / STEPS;
  }

  /** Interpolated precision at a point; 0 where the recall is never reached. */
  public double precision(int point) {
    return precisions[point];
  }

  /** Counts if found people of any score are believed. */
  public PeopleCounts all() {
    return all;
  }

  /**
   * The least score to believe for the best balance of precision and recall (F1); infinite if
   * nobody was found.
   */
  public double bestScore() {
    return bestScore;
  }

  /** Counts if found people of {@link #bestScore()} or more are believed. */
  public PeopleCounts best() {
    return best;
  }
}
