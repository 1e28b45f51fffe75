package org.jpose.core.pose;

/** What is known of a labelled joint. */
public enum Visibility {
  /** Its place is known and it is seen. */
  VISIBLE,
  /** Its place is known, something is in front of it. */
  OCCLUDED,
  /**
   * There is a guess of its place, as a rule a model's, that is not to be relied on: no loss near
   * it.
   */
  UNSURE,
  /** Nothing is known; its coordinates mean nothing. */
  UNLABELLED;

  /** Whether the place is known. */
  public boolean isLabelled() {
    return this == VISIBLE || this == OCCLUDED;
  }
}
