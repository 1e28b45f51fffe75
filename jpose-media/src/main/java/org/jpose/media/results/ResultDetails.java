package org.jpose.media.results;

import java.util.Objects;

/**
 * What is written of a person besides the joints, in formats that have a place for it, and how
 * images are told apart.
 *
 * @param angles angles of the joints, in jpose's JSON and CSV
 * @param boxes boxes of face and upper body, in jpose's JSON and in wide CSV
 * @param imageIds ids of the images, in COCO's results
 */
public record ResultDetails(boolean angles, boolean boxes, ImageIds imageIds) {
  /** Checks. */
  public ResultDetails {
    Objects.requireNonNull(imageIds, "imageIds");
  }

  /** The joints alone, and ids by name. */
  public static ResultDetails none() {
    return new ResultDetails(false, false, ImageIds.byName());
  }

  /** The same with or without angles. */
  public ResultDetails withAngles(boolean newAngles) {
    return new ResultDetails(newAngles, boxes, imageIds);
  }

  /** The same with or without boxes. */
  public ResultDetails withBoxes(boolean newBoxes) {
    return new ResultDetails(angles, newBoxes, imageIds);
  }

  /** The same with these ids of images. */
  public ResultDetails withImageIds(ImageIds newIds) {
    return new ResultDetails(angles, boxes, newIds);
  }
}
