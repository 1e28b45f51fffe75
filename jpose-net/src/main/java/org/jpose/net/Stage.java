package org.jpose.net;

/**
 * The fields at the end of one stage of a network.
 *
 * @param heat node of the heatmaps
 * @param affinity node of the part affinity fields
 */
public record Stage(Handle heat, Handle affinity) {}
