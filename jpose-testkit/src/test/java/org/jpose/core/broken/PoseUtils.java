package org.jpose.core.broken;

/** Breaks NAMES_SAY_WHAT_THINGS_ARE. */
public final class PoseUtils {}
