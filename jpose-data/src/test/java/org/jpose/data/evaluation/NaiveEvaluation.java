package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoPerson;

/** COCO's rules for one category in their plainest words. */
final class NaiveEvaluation {
  private final CocoDataset truth;
  private final List<CocoDetection> found;
  private final Skeleton skeleton;

  NaiveEvaluation(CocoDataset truth, List<CocoDetection> found) {
    this.truth = truth;
    this.found = found;
    skeleton = truth.categories().get(0).skeleton();
  }

  /** Ap, ap50, ap75, medium, large, and the same of recall. */
  double[] figures() {
    double[] figures = new double[10];
    for (int i = 0; i < 10; i++) {
      double threshold = 0.5 + i * 0.05;
      double[] all = figure(threshold, 0, 1e10);
      double[] medium = figure(threshold, 1024, 9216);
      double[] large = figure(threshold, 9216, 1e10);
      for (int kind = 0; kind < 2; kind++) {
        figures[5 * kind] += all[kind] / 10;
        figures[5 * kind + 1] += i == 0 ? all[kind] : 0;
        figures[5 * kind + 2] += i == 5 ? all[kind] : 0;
        figures[5 * kind + 3] += medium[kind] / 10;
        figures[5 * kind + 4] += large[kind] / 10;
      }
    }
    return figures;
  }

  private double[] figure(double threshold, double least, double most) {
    int wanted = 0;
    List<double[]> scoreAndTruth = new ArrayList<>();
    List<Long> ids = truth.images().stream().map(CocoImage::id).sorted().toList();
    for (long image : ids) {
      List<CocoPerson> people = truth.people(image);
      wanted += (int) people.stream().filter(p -> !ignored(p, least, most)).count();
      List<CocoDetection> best =
          found.stream()
              .filter(d -> d.image() == image)
              .sorted(Comparator.comparing(d -> -d.score()))
              .limit(20)
              .toList();
      Set<CocoPerson> taken = new HashSet<>();
      for (CocoDetection detection : best) {
        CocoPerson match = null;
        for (CocoPerson person : people) {
          boolean free = !taken.contains(person) || person.crowd();
          if (free && similarity(person, detection) >= threshold) {
            match = better(match, person, detection, least, most);
          }
        }
        if (match != null) {
          taken.add(match);
        }
        boolean skip =
            match == null
                ? detection.area() < least || detection.area() > most
                : ignored(match, least, most);
        if (!skip) {
          scoreAndTruth.add(new double[] {detection.score(), match == null ? 0 : 1});
        }
      }
    }
    if (wanted == 0) {
      return new double[] {-1, -1};
    }
    scoreAndTruth.sort(Comparator.comparing(pair -> -pair[0]));
    double sum = 0;
    for (int percent = 0; percent <= 100; percent++) {
      sum += bestPrecision(scoreAndTruth, percent == 100 ? 1 : percent * 0.01, wanted);
    }
    double right = scoreAndTruth.stream().mapToDouble(pair -> pair[1]).sum();
    return new double[] {sum / 101, right / wanted};
  }

  /** The best precision among all cuts of the ranking that reach a recall. */
  private static double bestPrecision(List<double[]> ranked, double recall, int wanted) {
    double best = 0;
    double right = 0;
    for (int i = 0; i < ranked.size(); i++) {
      right += ranked.get(i)[1];
      if (right / wanted >= recall) {
        best = Math.max(best, right / (i + 1));
      }
    }
    return best;
  }

  private CocoPerson better(
      CocoPerson a, CocoPerson b, CocoDetection detection, double least, double most) {
    if (a == null) {
      return b;
    }
    if (ignored(a, least, most) != ignored(b, least, most)) {
      return ignored(a, least, most) ? b : a;
    }
    return similarity(b, detection) >= similarity(a, detection) ? b : a;
  }

  private static boolean ignored(CocoPerson person, double least, double most) {
    return person.crowd()
        || person.keypointCount() == 0
        || person.area() < least
        || person.area() > most;
  }

  private double similarity(CocoPerson person, CocoDetection detection) {
    double sum = 0;
    int count = 0;
    boolean labelled = person.keypoints().labelled() > 0;
    for (int i = 0; i < skeleton.jointCount(); i++) {
      double dx;
      double dy;
      if (!labelled) {
        double x0 = person.box().x() - person.box().width();
        double y0 = person.box().y() - person.box().height();
        dx = outside(detection.x(i), x0, x0 + 3 * person.box().width());
        dy = outside(detection.y(i), y0, y0 + 3 * person.box().height());
      } else if (person.keypoints().isLabelled(i)) {
        dx = detection.x(i) - person.keypoints().x(i);
        dy = detection.y(i) - person.keypoints().y(i);
      } else {
        continue;
      }
      double k = 2 * skeleton.joints().get(i).sigma();
      sum += Math.exp(-(dx * dx + dy * dy) / (2 * person.area() * k * k));
      count++;
    }
    return sum / count;
  }

  private static double outside(double value, double from, double to) {
    return value < from ? from - value : value > to ? value - to : 0;
  }
}
