/** Pictures of what a network in training answers. */
package org.jpose.train.picture;
