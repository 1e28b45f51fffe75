/** Model files made of weights, also in 8 bits. */
package org.jpose.train.conversion;
