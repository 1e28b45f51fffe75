package org.jpose.cli.terminal;

/** Numbers of things in words. */
public final class Counted {
  private Counted() {}

  /** Such as {@code 1 person} and {@code 2 people}. */
  public static String of(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** The same of people. */
  public static String people(long count) {
    return of(count, "person", "people");
  }
}
