package org.jpose.cli.terminal;

/** Breaks nothing. */
public final class Shared {}
