package org.jpose.media.results;

import java.util.Objects;

/**
 * What is written of a person besides the joints, in formats that have a place for it, in what
 * coordinates, and how images are told apart.
 *
 * @param angles angles of the joints, in jpose's JSON and CSV
 * @param boxes boxes of face and upper body, in jpose's JSON and in wide CSV
 * @param candidates all joints, whoever they belong to, in jpose's and OpenPose's JSON
 * @param scale coordinates of joints and boxes
 * @param imageIds ids of the images, in COCO's results
 */
public record ResultDetails(
    boolean angles, boolean boxes, boolean candidates, KeypointScale scale, ImageIds imageIds) {
  /** Least height of a joint's peak to be a candidate. */
  static final double CANDIDATE_HEIGHT = 0.1;

  public ResultDetails {
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(imageIds, "imageIds");
  }

  /** The joints alone, in pixels, and ids by name. */
  public static ResultDetails none() {
    return new ResultDetails(false, false, false, KeypointScale.PIXELS, ImageIds.byName());
  }

  /** The same with or without angles. */
  public ResultDetails withAngles(boolean newAngles) {
    return new ResultDetails(newAngles, boxes, candidates, scale, imageIds);
  }

  /** The same with or without boxes. */
  public ResultDetails withBoxes(boolean newBoxes) {
    return new ResultDetails(angles, newBoxes, candidates, scale, imageIds);
  }

  /** The same with or without candidates; images must tell what they were found in. */
  public ResultDetails withCandidates(boolean newCandidates) {
    return new ResultDetails(angles, boxes, newCandidates, scale, imageIds);
  }

  /** The same in other coordinates. */
  public ResultDetails withScale(KeypointScale newScale) {
    return new ResultDetails(angles, boxes, candidates, newScale, imageIds);
  }

  /** The same with these ids of images. */
  public ResultDetails withImageIds(ImageIds newIds) {
    return new ResultDetails(angles, boxes, candidates, scale, newIds);
  }
}
