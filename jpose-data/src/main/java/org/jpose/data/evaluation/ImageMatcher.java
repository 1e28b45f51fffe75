package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoPerson;

/** Labelled and found people of one category in one image, and how similar each two are. */
final class ImageMatcher {
  /** COCO's maxDets for keypoints. */
  static final int MOST_DETECTIONS = 20;

  private final List<CocoPerson> people;
  private final List<CocoDetection> found;
  private final double[][] similarities;

  /**
   * Sorts and compares.
   *
   * @param people labelled people and crowds in the file's order
   * @param detections found people in the file's order; the best {@value #MOST_DETECTIONS} count
   */
  ImageMatcher(
      List<CocoPerson> people, List<CocoDetection> detections, KeypointSimilarity similarity) {
    List<CocoDetection> sorted = new ArrayList<>(detections);
    sorted.sort(Comparator.comparingDouble(CocoDetection::score).reversed());
    this.people = people;
    found = List.copyOf(sorted.subList(0, Math.min(MOST_DETECTIONS, sorted.size())));
    similarities = new double[found.size()][people.size()];
    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < people.size(); j++) {
        similarities[i][j] = similarity.of(people.get(j), found.get(i));
      }
    }
  }

  List<CocoPerson> people() {
    return people;
  }

  /** Found people, best first. */
  List<CocoDetection> found() {
    return found;
  }

  double similarity(int detection, int person) {
    return similarities[detection][person];
  }

  /**
   * Gives each found person, best first, the most similar free labelled one; those to be ignored
   * (crowds, without keypoints, of another size) only where there is no other. A crowd is never
   * taken.
   *
   * @param threshold least similarity
   */
  ImageMatches match(double threshold, AreaRange range) {
    boolean[] ignored = new boolean[people.size()];
    for (int j = 0; j < ignored.length; j++) {
      CocoPerson person = people.get(j);
      ignored[j] = person.crowd() || person.keypointCount() == 0 || !range.contains(person.area());
    }
    int[] takenBy = new int[people.size()];
    Arrays.fill(takenBy, ImageMatches.NOBODY);
    int[] matches = new int[found.size()];
    boolean[] ignoredFound = new boolean[found.size()];
    for (int i = 0; i < matches.length; i++) {
      int best = best(i, threshold, ignored, false, takenBy);
      if (best == ImageMatches.NOBODY) {
        best = best(i, threshold, ignored, true, takenBy);
      }
      matches[i] = best;
      if (best == ImageMatches.NOBODY) {
        ignoredFound[i] = !range.contains(found.get(i).area());
      } else {
        takenBy[best] = i;
        ignoredFound[i] = ignored[best];
      }
    }
    return new ImageMatches(this, matches, ignoredFound, takenBy, ignored);
  }

  /** Of equally similar people the last, as COCO's. */
  private int best(
      int detection, double threshold, boolean[] ignored, boolean amongIgnored, int[] takenBy) {
    double least = Math.min(threshold, 1 - 1e-10);
    int best = ImageMatches.NOBODY;
    for (int j = 0; j < people.size(); j++) {
      boolean free = takenBy[j] == ImageMatches.NOBODY || people.get(j).crowd();
      if (ignored[j] == amongIgnored && free && similarities[detection][j] >= least) {
        least = similarities[detection][j];
        best = j;
      }
    }
    return best;
  }
}
