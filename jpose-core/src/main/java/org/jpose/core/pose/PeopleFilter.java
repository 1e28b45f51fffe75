package org.jpose.core.pose;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the people of an image are kept. Immutable.
 *
 * @param regions those in one of these, in pixels of the image; everywhere if there is none
 * @param likeness of two who are so like each other the better is kept, by COCO's OKS ({@link
 *     #likeness(Pose, Pose)}); above 1 for both
 */
public record PeopleFilter(List<Region> regions, double likeness) implements Serializable {
  private static final double NEVER = 2;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the likeness is not above 0
   */
  public PeopleFilter {
    regions = List.copyOf(regions);
    if (!(likeness > 0)) {
      throw new IllegalArgumentException(
          "likeness of duplicates is " + likeness + ", expected above 0, 1 at most");
    }
  }

  /** Keeps everybody. */
  public static PeopleFilter all() {
    return new PeopleFilter(List.of(), NEVER);
  }

  /** The same, but only those in one of these regions. */
  public PeopleFilter in(List<Region> newRegions) {
    return new PeopleFilter(newRegions, likeness);
  }

  /**
   * The same, but of people who are so like each other the best alone.
   *
   * @param newLikeness OKS of two from which on they are one
   * @throws IllegalArgumentException if it is not above 0, 1 at most
   */
  public PeopleFilter withoutDuplicates(double newLikeness) {
    if (newLikeness > 1) {
      throw new IllegalArgumentException(
          "likeness of duplicates is " + newLikeness + ", expected above 0, 1 at most");
    }
    return new PeopleFilter(regions, newLikeness);
  }

  /**
   * Chooses.
   *
   * @param people in pixels of the image, best first
   * @return some of them, in order
   */
  public List<Pose> apply(List<Pose> people) {
    List<Pose> kept = new ArrayList<>();
    for (Pose person : people) {
      boolean here =
          regions.isEmpty() || regions.stream().anyMatch(region -> region.contains(person));
      if (here && (likeness > 1 || isNew(person, kept))) {
        kept.add(person);
      }
    }
    return kept;
  }

  private boolean isNew(Pose person, List<Pose> kept) {
    return kept.stream().noneMatch(better -> likeness(better, person) >= likeness);
  }

  /**
   * COCO's object keypoint similarity of two people of an image: the mean over the other's joints,
   * where one that the first lacks counts 0, by the area of the larger box of both.
   */
  public static double likeness(Pose first, Pose other) {
    double area = Math.max(1, Math.max(area(first.box()), area(other.box())));
    double sum = 0;
    for (Keypoint joint : other.keypoints()) {
      double sigma = 2 * other.skeleton().joints().get(joint.joint()).sigma();
      sum +=
          first
              .keypoint(joint.joint())
              .map(
                  same ->
                      Math.exp(
                          -(Math.pow(same.x() - joint.x(), 2) + Math.pow(same.y() - joint.y(), 2))
                              / (2 * sigma * sigma * area)))
              .orElse(0.0);
    }
    return sum / other.keypoints().size();
  }

  private static double area(Box box) {
    return (double) box.width() * box.height();
  }
}
