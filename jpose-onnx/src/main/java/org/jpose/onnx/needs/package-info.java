/**
 * What a network of others may ask for, found by following the sizes of all its values through its
 * operations before ONNX Runtime sees it.
 */
package org.jpose.onnx.needs;
