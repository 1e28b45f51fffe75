package org.jpose.net;

/**
 * Where planes of fields are computed.
 *
 * @param node the node that computes them, which is no slice
 * @param plane the first of them among its channels
 */
public record FieldSource(Node node, int plane) {}
