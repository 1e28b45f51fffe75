package org.jpose.data.source;

/**
 * Which labels are taken for the truth.
 *
 * @param minimumJoints people with fewer labelled joints are left out of the loss instead, at least
 *     1
 * @param absentBelow a model's joints less sure than this are unlabelled
 * @param sureFrom a model's joints at least so sure are labelled; those between are unsure: there
 *     is no loss near them
 * @param onlyWithPeople whether images without a labelled person are passed over
 * @param limit at most so many images, the first ones
 */
public record LabelOptions(
    int minimumJoints, float absentBelow, float sureFrom, boolean onlyWithPeople, int limit) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number makes no sense
   */
  public LabelOptions {
    if (minimumJoints < 1) {
      throw new IllegalArgumentException(
          "people with at least " + minimumJoints + " joints, expected 1 or more");
    }
    if (!(absentBelow >= 0) || !(sureFrom >= absentBelow) || Float.isInfinite(sureFrom)) {
      throw new IllegalArgumentException(
          "joints absent below %s, sure from %s; expected 0 <= absent <= sure"
              .formatted(absentBelow, sureFrom));
    }
    if (limit < 1) {
      throw new IllegalArgumentException("at most " + limit + " images, expected 1 or more");
    }
  }

  /** One joint is enough; absent below 0.12, sure from 0.25; all images. */
  public static LabelOptions defaults() {
    return new LabelOptions(1, 0.12f, 0.25f, false, Integer.MAX_VALUE);
  }

  /** The same with another least number of joints. */
  public LabelOptions withMinimumJoints(int newMinimumJoints) {
    return new LabelOptions(newMinimumJoints, absentBelow, sureFrom, onlyWithPeople, limit);
  }

  /** The same with other limits of a model's sureness. */
  public LabelOptions withConfidence(float newAbsentBelow, float newSureFrom) {
    return new LabelOptions(minimumJoints, newAbsentBelow, newSureFrom, onlyWithPeople, limit);
  }

  /** The same with or without images of nobody. */
  public LabelOptions withOnlyWithPeople(boolean newOnlyWithPeople) {
    return new LabelOptions(minimumJoints, absentBelow, sureFrom, newOnlyWithPeople, limit);
  }

  /** The same with another limit of images. */
  public LabelOptions withLimit(int newLimit) {
    return new LabelOptions(minimumJoints, absentBelow, sureFrom, onlyWithPeople, newLimit);
  }
}
