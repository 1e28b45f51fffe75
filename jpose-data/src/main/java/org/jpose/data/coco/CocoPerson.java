package org.jpose.data.coco;

import java.util.Objects;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.JointMapping;

/**
 * An annotated person, or a crowd annotated as one.
 *
 * @param id number of the annotation
 * @param image id of the image
 * @param category id of the category, whose skeleton the keypoints follow
 * @param keypoints joints; none where the file gives none
 * @param box rectangle around the person in pixels
 * @param area pixels of the segmentation, the scale of COCO's similarity
 * @param crowd whether this is a region with many people instead of one
 * @param keypointCount number of labelled keypoints as the file has it; at 0, COCO's evaluation
 *     ignores the person
 * @param segmentation the person's pixels; empty where the file has none or they were not asked for
 */
public record CocoPerson(
    long id,
    long image,
    int category,
    CocoKeypoints keypoints,
    Box box,
    double area,
    boolean crowd,
    int keypointCount,
    Segmentation segmentation) {
  public CocoPerson {
    Objects.requireNonNull(keypoints, "keypoints");
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(segmentation, "segmentation");
    if (!(area >= 0)) {
      throw new IllegalArgumentException("area is " + area + ", expected 0 or more");
    }
    if (keypointCount < 0) {
      throw new IllegalArgumentException("num_keypoints is " + keypointCount);
    }
  }

  /** The same person in another convention, with as many keypoints as are labelled there. */
  CocoPerson to(JointMapping mapping) {
    CocoKeypoints mapped = keypoints.to(mapping);
    int labelled = keypointCount == 0 ? 0 : mapped.labelled();
    return new CocoPerson(id, image, category, mapped, box, area, crowd, labelled, segmentation);
  }
}
