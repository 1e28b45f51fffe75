/** ONNX, in and out: model files, and weights of other programs' networks. */
package org.jpose.weights.onnx;
