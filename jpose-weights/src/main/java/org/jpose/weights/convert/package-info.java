/** Weights of any program: recognised, fitted to a network, written as jpose's own. */
package org.jpose.weights.convert;
