package org.jpose.core.broken.there;

import org.jpose.core.broken.GoesThere;

/** Breaks PACKAGES_HAVE_NO_CYCLES, with {@link GoesThere}. */
public final class ComesBack {
  /** Back. */
  public GoesThere back() {
    return new GoesThere();
  }
}
