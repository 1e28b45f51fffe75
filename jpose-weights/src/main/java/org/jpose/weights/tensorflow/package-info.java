/** Checkpoints and frozen graphs of TensorFlow. */
package org.jpose.weights.tensorflow;
