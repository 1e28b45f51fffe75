package org.jpose.core.pose;

/**
 * A directed pair of joints with an affinity field (Cao et al. 2017, section 2.3).
 *
 * @param from index of the joint the field points away from
 * @param to index of the joint the field points to
 * @param channel affinity channel of the field's x component; {@code channel + 1} holds y
 */
public record Limb(int from, int to, int channel) {}
