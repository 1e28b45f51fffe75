package org.jpose.weights.pickle;

/**
 * An allowed name of Python, as a value: to be called, or an argument.
 *
 * @param name {@code module.name}
 */
public record PickledName(String name) {}
