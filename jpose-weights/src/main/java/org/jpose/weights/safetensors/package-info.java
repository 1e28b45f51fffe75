/** Safetensors, in and out: jpose's own files of weights. */
package org.jpose.weights.safetensors;
