/**
 * Videos to people: reading, the network and what follows run at the same time, frames in order.
 */
package org.jpose.media.pipeline;
