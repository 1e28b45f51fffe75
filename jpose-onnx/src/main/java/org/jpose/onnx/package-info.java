/** Inference backend on ONNX Runtime. Its native objects stay inside this package. */
package org.jpose.onnx;
