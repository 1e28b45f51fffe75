package org.jpose.cli.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoPerson;

/** Annotated and found people as poses on a scaled image, to be drawn. */
record ScaledPeople(CocoDataset truth, InputTransform scaling) {
  /** Those with labelled joints; crowds are none. */
  List<Pose> annotated(long image) {
    List<Pose> people = new ArrayList<>();
    for (CocoPerson person : truth.people(image)) {
      Skeleton skeleton = truth.category(person.category()).skeleton();
      List<Keypoint> joints =
          IntStream.range(0, person.keypoints().count())
              .filter(person.keypoints()::isLabelled)
              .mapToObj(j -> joint(skeleton, j, person.keypoints().x(j), person.keypoints().y(j)))
              .toList();
      if (!joints.isEmpty() && !person.crowd()) {
        people.add(new Pose(skeleton, joints, 1));
      }
    }
    return people;
  }

  /** Those of a score or more, the best first. */
  List<Pose> found(List<CocoDetection> detections, double leastScore) {
    List<CocoDetection> sorted = new ArrayList<>(detections);
    sorted.removeIf(detection -> detection.score() < leastScore);
    sorted.sort(Comparator.comparingDouble(CocoDetection::score).reversed());
    List<Pose> people = new ArrayList<>();
    for (CocoDetection detection : sorted) {
      Skeleton skeleton = truth.category(detection.category()).skeleton();
      List<Keypoint> joints =
          IntStream.range(0, detection.count())
              .filter(detection::isFound)
              .mapToObj(j -> joint(skeleton, j, detection.x(j), detection.y(j)))
              .toList();
      if (!joints.isEmpty()) {
        people.add(new Pose(skeleton, joints, (float) detection.score()));
      }
    }
    return people;
  }

  private Keypoint joint(Skeleton skeleton, int joint, double x, double y) {
    return new Keypoint(
        joint,
        skeleton.joints().get(joint).name(),
        (float) scaling.inputX(x),
        (float) scaling.inputY(y),
        1);
  }
}
