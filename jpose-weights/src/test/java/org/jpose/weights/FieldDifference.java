package org.jpose.weights;

import org.jpose.testkit.Npy;
import org.jpose.weights.onnx.OnnxRun;

/** Compares what a network puts out with fields of a golden, {@code [row][column][plane]}. */
public final class FieldDifference {
  private FieldDifference() {}

  /** The largest difference. */
  public static float largest(Npy golden, OnnxRun.Fields fields) {
    float largest = 0;
    int planes = golden.shape()[2];
    for (int cell = 0; cell < golden.shape()[0] * golden.shape()[1]; cell++) {
      for (int plane = 0; plane < planes; plane++) {
        float difference = fields.plane(plane)[cell] - golden.values()[cell * planes + plane];
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest;
  }
}
