package org.jpose.core.tracking;

/**
 * How strongly a {@link PoseSmoother} smooths. A joint at rest is filtered with the least cutoff; a
 * moving one with a higher cutoff, in proportion to its speed, so that it hardly lags.
 *
 * <p>A joint that moves steadily stays behind by less than {@code 1 / (2 pi cutoff)} seconds, and
 * by less than {@code size / (2 pi responsiveness)} pixels, {@code size} being the root of the
 * person's area: with {@link #defaults()} 0.16 seconds and 4 percent of the size. While the speed
 * changes it may be more: a wrist that swings once a second over 0.6 of the size is off by up to 7
 * percent. At 30 frames a second jitter of 2 percent of the size falls to 0.43 of what it was.
 *
 * @param cutoff least cutoff frequency in Hz: the lower, the calmer a joint at rest
 * @param responsiveness growth of the cutoff in Hz for each body size a second that the joint moves
 * @param speedCutoff cutoff frequency in Hz of the speed's own filter
 * @param memory seconds for which a joint that is not found keeps its state; after that it starts
 *     anew where it is found
 */
public record SmoothingOptions(
    double cutoff, double responsiveness, double speedCutoff, double memory) {
  public SmoothingOptions {
    if (!(cutoff > 0) || Double.isInfinite(cutoff)) {
      throw new IllegalArgumentException(
          "cutoff is " + cutoff + " Hz, expected above 0 and finite");
    }
    if (!(responsiveness >= 0) || Double.isInfinite(responsiveness)) {
      throw new IllegalArgumentException(
          "responsiveness is " + responsiveness + ", expected 0 or more and finite");
    }
    if (!(speedCutoff > 0) || Double.isInfinite(speedCutoff)) {
      throw new IllegalArgumentException(
          "cutoff of the speed is " + speedCutoff + " Hz, expected above 0 and finite");
    }
    if (!(memory >= 0) || Double.isInfinite(memory)) {
      throw new IllegalArgumentException(
          "memory is " + memory + " seconds, expected 0 or more and finite");
    }
  }

  /** Cutoff 1 Hz, responsiveness 4, speed filtered with 1 Hz, half a second of memory. */
  public static SmoothingOptions defaults() {
    return new SmoothingOptions(1, 4, 1, 0.5);
  }
}
