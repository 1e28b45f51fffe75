/** From a sample of the network's size to the numbers of a batch: pixels, targets and masks. */
package org.jpose.data.target;
