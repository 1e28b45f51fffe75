package org.jpose.ros.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/** One who listens, with the messages that wait for it. */
final class SubscriberLink {
  private static final long LOOK_AFTER_MILLIS = 500;

  private final Socket socket;
  private final String subscriber;
  private final int room;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final AtomicLong sent = new AtomicLong();

  SubscriberLink(Socket socket, String subscriber, int room) {
    this.socket = socket;
    this.subscriber = subscriber;
    this.room = room;
  }

  String subscriber() {
    return subscriber;
  }

  /** Bytes sent so far. */
  long sent() {
    return sent.get();
  }

  /** Takes a message; returns how many older ones it had to drop for it. */
  synchronized int offer(byte[] message) {
    int drops = 0;
    while (waiting.size() >= room) {
      waiting.removeFirst();
      drops++;
    }
    waiting.addLast(message);
    notifyAll();
    return drops;
  }

  private synchronized byte[] take() throws InterruptedException {
    if (waiting.isEmpty()) {
      wait(LOOK_AFTER_MILLIS);
    }
    return waiting.pollFirst();
  }

  /** Sends until the other end is gone. */
  void run() throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    // To look whether the other end is there still: nothing ever comes from it.
    socket.setSoTimeout(1);
    try {
      while (true) {
        byte[] message = take();
        if (message == null) {
          if (isGone(in)) {
            return;
          }
          continue;
        }
        byte[] length =
            ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(message.length)
                .array();
        out.write(length);
        out.write(message);
        sent.addAndGet(length.length + message.length);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isGone(InputStream in) {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
