/** Networks in 8 bits. */
package org.jpose.weights.quantize;
