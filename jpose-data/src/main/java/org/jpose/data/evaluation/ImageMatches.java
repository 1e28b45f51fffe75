package org.jpose.data.evaluation;

import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoPerson;

/** Who was found in one image, at one least similarity and range of sizes. */
final class ImageMatches {
  static final int NOBODY = -1;

  private final ImageMatcher image;
  private final int[] matches;
  private final boolean[] ignoredFound;
  private final int[] takenBy;
  private final boolean[] ignoredPeople;

  /** Takes the arrays as they are. */
  ImageMatches(
      ImageMatcher image,
      int[] matches,
      boolean[] ignoredFound,
      int[] takenBy,
      boolean[] ignoredPeople) {
    this.image = image;
    this.matches = matches;
    this.ignoredFound = ignoredFound;
    this.takenBy = takenBy;
    this.ignoredPeople = ignoredPeople;
  }

  int detections() {
    return matches.length;
  }

  CocoDetection detection(int detection) {
    return image.found().get(detection);
  }

  /** Whether the found person counts neither for nor against. */
  boolean isIgnored(int detection) {
    return ignoredFound[detection];
  }

  /** Whether the found person is a labelled one. */
  boolean isMatched(int detection) {
    return matches[detection] != NOBODY;
  }

  int people() {
    return takenBy.length;
  }

  CocoPerson person(int person) {
    return image.people().get(person);
  }

  /** Whether the labelled person is one that must be found. */
  boolean counts(int person) {
    return !ignoredPeople[person];
  }

  /** The found person that is this labelled one, or {@link #NOBODY}. */
  int finder(int person) {
    return takenBy[person];
  }

  /** How similar the labelled person and who found it are; 0 if nobody did. */
  double similarity(int person) {
    return takenBy[person] == NOBODY ? 0 : image.similarity(takenBy[person], person);
  }

  /** Labelled people that must be found. */
  int wanted() {
    int wanted = 0;
    for (boolean ignored : ignoredPeople) {
      wanted += ignored ? 0 : 1;
    }
    return wanted;
  }
}
