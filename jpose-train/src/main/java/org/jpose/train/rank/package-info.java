/** A training's place among several processes. */
package org.jpose.train.rank;
