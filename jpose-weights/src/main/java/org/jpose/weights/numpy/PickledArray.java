package org.jpose.weights.numpy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jpose.weights.NumberType;
import org.jpose.weights.StridedTensor;
import org.jpose.weights.Tensor;
import org.jpose.weights.TensorSource;
import org.jpose.weights.pickle.ByteRegion;

/** A NumPy array while a pickle fills it; belongs to one reading. */
final class PickledArray implements TensorSource {
  private NumpyType type;
  private StridedTensor layout;
  private ByteRegion numbers;
  private List<?> objects;

  /** Gives the array its numbers. */
  void fill(NumpyType type, StridedTensor layout, ByteRegion numbers) {
    long expected = (long) layout.elements() * type.number().orElseThrow().bytes();
    if (numbers.length() != expected) {
      throw new IllegalArgumentException(
          "array of shape %s and type %s has %d bytes, expected %d"
              .formatted(layout.shape(), type.text(), numbers.length(), expected));
    }
    this.type = type;
    this.layout = layout;
    this.numbers = numbers;
  }

  /** Gives the array its objects. */
  void fill(StridedTensor layout, List<?> objects) {
    if (objects.size() != layout.elements()) {
      throw new IllegalArgumentException(
          "array of shape %s has %d objects".formatted(layout.shape(), objects.size()));
    }
    this.layout = layout;
    this.objects = objects;
  }

  /** Returns the objects of an object array. */
  Optional<List<?>> objects() {
    return Optional.ofNullable(objects);
  }

  @Override
  public boolean empty() {
    return numbers == null;
  }

  @Override
  public int elements() {
    return layout.elements();
  }

  @Override
  public Tensor read() throws IOException {
    NumberType number = type.number().orElseThrow();
    return layout.gather(number.read(numbers, type.order(), layout.elements()));
  }
}
