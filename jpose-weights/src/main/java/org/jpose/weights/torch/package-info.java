/** Checkpoints of PyTorch. */
package org.jpose.weights.torch;
