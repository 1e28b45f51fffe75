package org.jpose.weights.broken;

/** Something for others to use. */
public final class Writes {}
