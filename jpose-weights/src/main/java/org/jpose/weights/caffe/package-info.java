/** Trained networks of Caffe. */
package org.jpose.weights.caffe;
