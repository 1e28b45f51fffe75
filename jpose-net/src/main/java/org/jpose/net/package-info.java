/**
 * Networks as values: operations, graphs, every architecture, their shapes and their cost.
 *
 * <p>A network is a function from {@link org.jpose.net.FieldChannels} to a {@link
 * org.jpose.net.Graph}; nothing here holds weights or runs anything. All types are immutable except
 * {@link org.jpose.net.GraphBuilder}.
 */
package org.jpose.net;
