package org.jpose.weights.onnx;

import java.util.List;
import org.jpose.net.Handle;
import org.jpose.net.Operation;

/** What an ONNX node gives to others. */
sealed interface OnnxValue {
  /** Planes, as a node of the network. */
  record Planes(Handle handle) implements OnnxValue {}

  /** The image as it comes in. */
  record Image() implements OnnxValue {}

  /**
   * Planes times a number; a summand may follow.
   *
   * @param from the planes, or the image
   * @param name the node this is a step of
   * @param scale the factor
   */
  record Scaled(OnnxValue from, String name, double scale) implements OnnxValue {}

  /**
   * A convolution that a norm or activation follows.
   *
   * @param name the node this is a step of
   * @param from what it reads
   * @param convolution the steps so far
   */
  record Convolved(String name, Handle from, Operation.Convolution convolution)
      implements OnnxValue {}

  /**
   * A sum that another summand or an activation follows.
   *
   * @param parts the summands so far
   */
  record Sum(List<Handle> parts) implements OnnxValue {}

  /**
   * Two sizes of planes at run time.
   *
   * @param of the planes
   * @param grid whether these are rows and columns, or else images and channels
   */
  record Sizes(Handle of, boolean grid) implements OnnxValue {}

  /**
   * All four sizes of a resize's result.
   *
   * @param of planes that give images and channels
   * @param like planes that give rows and columns
   */
  record Target(Handle of, Handle like) implements OnnxValue {}
}
