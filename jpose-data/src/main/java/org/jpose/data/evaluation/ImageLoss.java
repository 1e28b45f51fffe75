package org.jpose.data.evaluation;

/**
 * What is wrong in one image.
 *
 * @param image id of the image
 * @param loss the sum of 1 - similarity of each labelled person and who found it (1 where nobody
 *     did), and of the scores of found people that are none, each at most 1: the more people are
 *     wrong the worse, and a mistake costs what it was believed
 * @param counts people found with a similarity of at least 0.1, at any score
 */
public record ImageLoss(long image, double loss, PeopleCounts counts) {
  static ImageLoss of(long image, ImageMatches matches) {
    double loss = 0;
    int matched = 0;
    int mistaken = 0;
    for (int person = 0; person < matches.people(); person++) {
      if (matches.counts(person)) {
        loss += 1 - matches.similarity(person);
        matched += matches.finder(person) == ImageMatches.NOBODY ? 0 : 1;
      }
    }
    for (int i = 0; i < matches.detections(); i++) {
      if (!matches.isMatched(i) && !matches.isIgnored(i)) {
        loss += Math.max(0, Math.min(1, matches.detection(i).score()));
        mistaken++;
      }
    }
    return new ImageLoss(image, loss, new PeopleCounts(matches.wanted(), matched, mistaken));
  }

  /** The same image with people of another category. */
  ImageLoss plus(ImageLoss other) {
    return new ImageLoss(
        image,
        loss + other.loss,
        new PeopleCounts(
            counts.people() + other.counts.people(),
            counts.matched() + other.counts.matched(),
            counts.mistaken() + other.counts.mistaken()));
  }
}
