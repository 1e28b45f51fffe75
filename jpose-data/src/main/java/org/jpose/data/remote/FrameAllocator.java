package org.jpose.data.remote;

import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Memory for what comes over the wire, with a bound. JeroMQ 0.6.0 checks a message's size as a
 * signed number of 64 bits and casts it to 32: a negative one passes its own limit and lets nine
 * bytes of a peer ask for two gigabytes. Such a message gets no memory at all; what follows is then
 * read as messages, which are none, and dropped. Stateless.
 *
 * @param maxBytes largest message
 */
record FrameAllocator(long maxBytes) implements MsgAllocator {
  @Override
  public Msg allocate(int size) {
    return size < 0 || size > maxBytes ? new Msg(0) : new Msg(size);
  }
}
