/**
 * Weights in and out. {@link org.jpose.weights.convert.WeightsFile} reads the formats of jpose,
 * NumPy, PyTorch, Caffe, TensorFlow and ONNX and fits their tensors to a network; frozen TensorFlow
 * graphs become networks of their own; batch norms are folded; safetensors and ONNX are written.
 *
 * <p>{@link org.jpose.weights.convert.ModelConverter} does it all for files. Values are immutable;
 * nothing here runs a network, and nothing a file contains is run.
 */
package org.jpose.weights;
