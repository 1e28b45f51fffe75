package org.jpose.core.broken;

import org.jpose.core.broken.there.ComesBack;

/** Breaks PACKAGES_HAVE_NO_CYCLES, with {@link ComesBack}. */
public final class GoesThere {
  ComesBack there() {
    return new ComesBack();
  }
}
