package org.jpose.net;

/**
 * A reference to a node of one graph.
 *
 * @param index place of the node in {@link Graph#nodes()}
 */
public record Handle(int index) {}
