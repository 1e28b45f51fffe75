package org.jpose.core.broken;

/** Breaks ONLY_PROGRAMS_PRINT_AND_EXIT. */
public final class Prints {
  void print() {
    System.out.println("found 3 people");
  }
}
