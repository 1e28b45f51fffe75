package org.jpose.data.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoPerson;

/**
 * How well joints are placed. A found and a labelled person belong together by COCO's matching at a
 * similarity of 0.1, so that errors of badly placed people are seen as well; labels of people
 * nobody found are joints not found.
 *
 * @param joints each joint, in order of the skeleton
 * @param pck percentages of correct keypoints, of those lengths that labels tell
 */
public record JointReport(List<JointError> joints, List<Pck> pck) {
  private static final double NEAR = 0.5;

  public JointReport {
    joints = List.copyOf(joints);
    pck = List.copyOf(pck);
  }

  static JointReport of(List<CocoEvaluation.CategoryMatches> categories) {
    Map<String, JointDistances> tallies = new LinkedHashMap<>();
    Map<PckLength, int[]> pck = new EnumMap<>(PckLength.class);
    for (CocoEvaluation.CategoryMatches category : categories) {
      Skeleton skeleton = category.category().skeleton();
      for (Joint joint : skeleton.joints()) {
        tallies.computeIfAbsent(joint.name(), name -> new JointDistances());
      }
      for (ImageMatches image : category.match(CocoEvaluation.LOOSE, AreaRange.ALL)) {
        for (int i = 0; i < image.people(); i++) {
          if (image.counts(i)) {
            int finder = image.finder(i);
            CocoDetection found = finder == ImageMatches.NOBODY ? null : image.detection(finder);
            add(tallies, image.person(i), found, skeleton, category.similarity());
            add(pck, image.person(i), found, skeleton);
          }
        }
      }
    }
    return new JointReport(
        tallies.entrySet().stream().map(e -> e.getValue().error(e.getKey())).toList(),
        pck.entrySet().stream()
            .map(e -> new Pck(e.getKey(), e.getValue()[0], e.getValue()[1]))
            .toList());
  }

  private static void add(
      Map<String, JointDistances> tallies,
      CocoPerson person,
      CocoDetection found,
      Skeleton skeleton,
      KeypointSimilarity similarity) {
    for (int joint = 0; joint < person.keypoints().count(); joint++) {
      if (person.keypoints().isLabelled(joint)) {
        JointDistances tally = tallies.get(skeleton.joints().get(joint).name());
        tally.labelled++;
        if (found != null && found.isFound(joint)) {
          double similar = similarity.ofJoint(person, found, joint);
          tally.similarity += similar;
          tally.near += similar >= NEAR ? 1 : 0;
          tally.distances.add(distance(person, found, joint) / Math.sqrt(person.area()));
        }
      }
    }
  }

  private static void add(
      Map<PckLength, int[]> pck, CocoPerson person, CocoDetection found, Skeleton skeleton) {
    for (PckLength length : PckLength.values()) {
      double tolerance = length.tolerance(person, skeleton);
      for (int joint = 0; joint < person.keypoints().count(); joint++) {
        if (!Double.isNaN(tolerance) && person.keypoints().isLabelled(joint)) {
          int[] counts = pck.computeIfAbsent(length, key -> new int[2]);
          counts[0]++;
          boolean isFound = found != null && found.isFound(joint);
          counts[1] += isFound && distance(person, found, joint) <= tolerance ? 1 : 0;
        }
      }
    }
  }

  private static double distance(CocoPerson person, CocoDetection found, int joint) {
    return Math.hypot(
        (double) found.x(joint) - person.keypoints().x(joint),
        (double) found.y(joint) - person.keypoints().y(joint));
  }

  private static final class JointDistances {
    private final List<Double> distances = new ArrayList<>();
    private int labelled;
    private int near;
    private double similarity;

    JointError error(String joint) {
      return new JointError(
          joint, labelled, distances.size(), near, median(), similarity / labelled);
    }

    private double median() {
      if (distances.isEmpty()) {
        return Double.NaN;
      }
      double[] sorted = distances.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }
}
