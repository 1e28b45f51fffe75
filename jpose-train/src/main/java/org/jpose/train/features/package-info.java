/** Training of a network's heads on features that its frozen trunk made once. */
package org.jpose.train.features;
