package org.jpose.data.check;

/**
 * Something wrong with a sample.
 *
 * @param kind what it is
 * @param index number of the sample
 * @param description the sample and what is wrong, in one line
 */
public record Problem(ProblemKind kind, int index, String description) {}
