/**
 * Weights in and out: frozen TensorFlow graphs and safetensors are read, batch norms folded,
 * safetensors and ONNX written.
 *
 * <p>{@link org.jpose.weights.ModelConverter} does it all for files. Values are immutable; nothing
 * here runs a network.
 */
package org.jpose.weights;
