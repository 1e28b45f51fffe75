package org.jpose.core.broken;

/** Breaks SHARED_STATE_IS_IMMUTABLE. */
public final class ShowsState {
  /** Can be changed by anybody. */
  public int calls;
}
