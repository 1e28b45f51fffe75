package org.jpose.data.coco;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jpose.core.pose.Box;
import org.jpose.data.LabelFault;
import org.jpose.data.LabelFault.Kind;

/** Looks for what can be read in annotations and is hardly meant so. */
final class AnnotationReview {
  /** A joint so much of the box's size beside it still belongs to it: annotators are not exact. */
  private static final double MARGIN = 0.25;

  private final Consumer<LabelFault> faults;
  private final Set<Long> ids = new HashSet<>();

  AnnotationReview(Consumer<LabelFault> faults) {
    this.faults = faults;
  }

  /**
   * Looks at one annotation.
   *
   * @param area as the file has it; NaN where it has none
   */
  void person(CocoPerson person, double area) {
    CocoKeypoints keypoints = person.keypoints();
    int labelled = keypoints.labelled();
    if (!ids.add(person.id())) {
      tell(Kind.DUPLICATE_ID, person, "its id is that of an earlier annotation");
    }
    if (!person.crowd() && labelled > 0 && area <= 0) {
      tell(Kind.NO_AREA, person, "area is " + area + ", expected the pixels of the person");
    }
    if (person.keypointCount() != labelled && !hasConfidence(person)) {
      tell(
          Kind.WRONG_COUNT,
          person,
          "num_keypoints is " + person.keypointCount() + ", labelled are " + labelled);
    }
    if (labelled > 1 && arePartsOfImage(keypoints)) {
      tell(Kind.PARTS_OF_IMAGE, person, "all of keypoints lie between 0 and 1, expected pixels");
    } else if (labelled > 0 && isBeside(keypoints, person.box())) {
      tell(Kind.BESIDE_BOX, person, "most of keypoints lie outside bbox " + text(person.box()));
    }
  }

  /** A labelling model's joints are labelled by their confidence, whatever it counted. */
  private static boolean hasConfidence(CocoPerson person) {
    return person.keypoints().hasConfidence();
  }

  private static boolean arePartsOfImage(CocoKeypoints keypoints) {
    for (int joint = 0; joint < keypoints.count(); joint++) {
      if (keypoints.isLabelled(joint)
          && !(isPart(keypoints.x(joint)) && isPart(keypoints.y(joint)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPart(float coordinate) {
    return coordinate >= 0 && coordinate <= 1;
  }

  private static boolean isBeside(CocoKeypoints keypoints, Box box) {
    if (box.width() <= 0 || box.height() <= 0) {
      return false;
    }
    double sideways = MARGIN * box.width() + 1;
    double upwards = MARGIN * box.height() + 1;
    int inside = 0;
    for (int joint = 0; joint < keypoints.count(); joint++) {
      double x = keypoints.x(joint) - box.x();
      double y = keypoints.y(joint) - box.y();
      boolean within =
          x >= -sideways
              && x <= box.width() + sideways
              && y >= -upwards
              && y <= box.height() + upwards;
      inside += keypoints.isLabelled(joint) && within ? 1 : 0;
    }
    return 2 * inside < keypoints.labelled();
  }

  private static String text(Box box) {
    return box.x() + ", " + box.y() + ", " + box.width() + ", " + box.height();
  }

  /** Looks for people of images that are not listed. */
  void images(List<CocoImage> images, List<CocoPerson> people) {
    Set<Long> listed = images.stream().map(CocoImage::id).collect(Collectors.toSet());
    for (CocoPerson person : people) {
      if (!listed.contains(person.image())) {
        tell(Kind.UNKNOWN_IMAGE, person, "image_id is " + person.image() + ", not in images");
      }
    }
  }

  private void tell(Kind kind, CocoPerson person, String what) {
    faults.accept(new LabelFault(kind, "annotation " + person.id() + ": " + what));
  }
}
