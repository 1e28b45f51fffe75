package org.jpose.weights.tensorflow;

import org.jpose.net.Handle;
import org.jpose.weights.ChannelAffine;
import org.jpose.weights.Tensor;

/** What a TensorFlow node gives to others. */
sealed interface TensorFlowValue {
  /** Planes, as a node of the network. */
  record Planes(Handle handle) implements TensorFlowValue {}

  /**
   * Planes that are still to be scaled: several steps in a row become one node, under the name of
   * the last.
   *
   * @param name the TensorFlow node
   * @param from the planes before
   * @param affine factor and summand of each
   */
  record Scaled(String name, Handle from, ChannelAffine affine) implements TensorFlowValue {}

  /**
   * Planes with zeros around, which the convolution that reads them takes in.
   *
   * @param from the planes without
   * @param amount rows and columns on each side
   */
  record Padded(Handle from, int amount) implements TensorFlowValue {}

  /** Numbers of the file. */
  record Constant(TensorFlowConstant numbers) implements TensorFlowValue {}

  /** Numbers that follow from others in the file. */
  record Computed(Tensor numbers) implements TensorFlowValue {}

  /** The shape of planes at run time. */
  record ShapeOf(Handle handle) implements TensorFlowValue {}

  /** The rows and columns of planes at run time, times a whole number. */
  record GridOf(Handle handle, int factor) implements TensorFlowValue {}
}
