package org.jpose.data.check;

/**
 * Something wrong with a sample.
 *
 * @param kind what it is
 * @param index number of the sample; {@link #NO_SAMPLE} where it is a matter of the labels as a
 *     whole, or of an annotation of no image
 * @param description the sample and what is wrong, in one line
 */
public record SampleProblem(ProblemKind kind, int index, String description) {
  /** Of what belongs to no sample. */
  public static final int NO_SAMPLE = -1;
}
