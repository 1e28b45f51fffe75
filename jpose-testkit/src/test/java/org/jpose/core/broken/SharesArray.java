package org.jpose.core.broken;

/** Breaks SHARED_STATE_IS_IMMUTABLE. */
public final class SharesArray {
  /** Elements can be changed by anybody. */
  public static final int[] SIZES = {368, 432};

  private SharesArray() {}
}
