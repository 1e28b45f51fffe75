package org.jpose.core;

import java.util.Locale;

/** Numbers of things in words. */
public final class Counted {
  private Counted() {}

  /**
   * Such as {@code 1 frame} and {@code 2,000 frames}.
   *
   * @param one the thing, whose plural ends in s
   */
  public static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** Such as {@code 1 try} and {@code 2 tries}. */
  public static String of(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }

  /** Such as {@code 1 person} and {@code 2 people}. */
  public static String people(long count) {
    return of(count, "person", "people");
  }
}
