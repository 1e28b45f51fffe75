/** Where libtorch calculates: devices, and the processes that do it together. */
package org.jpose.train.engine.compute;
