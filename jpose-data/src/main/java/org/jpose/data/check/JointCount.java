package org.jpose.data.check;

/**
 * How often a joint is labelled.
 *
 * @param joint its name
 * @param visible labelled and seen
 * @param occluded labelled with something in front
 * @param unsure guessed, not to be relied on
 */
public record JointCount(String joint, long visible, long occluded, long unsure) {}
