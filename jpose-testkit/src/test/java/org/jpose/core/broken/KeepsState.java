package org.jpose.core.broken;

/** Breaks SHARED_STATE_IS_IMMUTABLE. */
public final class KeepsState {
  private static int calls;

  static int next() {
    return calls++;
  }
}
