package org.jpose.weights;

import java.io.IOException;

/** A tensor in a pickle: where its numbers are, checked, and not yet read. */
public interface TensorSource {
  /** Returns whether there are no numbers in it: an object array, or one never filled. */
  boolean empty();

  /** Returns how many numbers it will have. */
  int elements();

  /** Reads the numbers. */
  Tensor read() throws IOException;
}
