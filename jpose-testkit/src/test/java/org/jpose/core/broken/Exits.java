package org.jpose.core.broken;

/** Breaks ONLY_PROGRAMS_PRINT_AND_EXIT. */
public final class Exits {
  void exit() {
    System.exit(-1);
  }
}
