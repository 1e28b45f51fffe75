package org.jpose.media.results;

/**
 * What is written of a person besides the joints, in formats that have a place for it.
 *
 * @param angles angles of the joints, in jpose's JSON and CSV
 * @param boxes boxes of face and upper body, in jpose's JSON and in wide CSV
 */
public record ResultDetails(boolean angles, boolean boxes) {
  /** The joints alone. */
  public static ResultDetails none() {
    return new ResultDetails(false, false);
  }

  /** The same with or without angles. */
  public ResultDetails withAngles(boolean newAngles) {
    return new ResultDetails(newAngles, boxes);
  }

  /** The same with or without boxes. */
  public ResultDetails withBoxes(boolean newBoxes) {
    return new ResultDetails(angles, newBoxes);
  }
}
