package org.jpose.weights;

import java.util.ArrayList;
import java.util.List;

/** The numbers that the Python scripts of the tests write: {@code (i * 7 % 101 - 50) / 16}. */
public final class Ramps {
  private Ramps() {}

  public static Tensor tensor(int... shape) {
    List<Integer> sizes = new ArrayList<>();
    int count = 1;
    for (int size : shape) {
      sizes.add(size);
      count *= size;
    }
    float[] data = new float[count];
    for (int i = 0; i < count; i++) {
      data[i] = (i * 7 % 101 - 50) / 16f;
    }
    return new Tensor(sizes, data);
  }
}
