package org.jpose.onnx.broken;

import org.jpose.weights.broken.Writes;

/** Breaks MODULES_POINT_DOWN: onnx uses core only. */
public final class UsesWeights {
  Writes writes() {
    return new Writes();
  }
}
