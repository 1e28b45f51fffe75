/** Targets from a network that knows more than the labels. */
package org.jpose.train.distillation;
