package org.jpose.core.broken;

import org.jpose.testkit.EncodedBackend;

/** Breaks MODULES_POINT_DOWN: core uses the JDK only. */
public final class UsesTestKit {
  EncodedBackend backend() {
    return new EncodedBackend();
  }
}
