package org.jpose.ros.node;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * A socket's input that has to be there within a time in all, so that nobody holds a thread by
 * sending a byte now and then. Sets the socket's timeout.
 */
final class TimedInput extends FilterInputStream {
  private final Socket socket;
  private long end;
  private boolean timed;

  /** The time begins now. */
  TimedInput(Socket socket, int millis) throws IOException {
    super(socket.getInputStream());
    this.socket = socket;
    limit(millis);
  }

  /** From now on all that is read has to be there within a time. */
  final void limit(int millis) {
    timed = true;
    end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** From now on it may be silent for as long as it likes. */
  void waitForEver() throws IOException {
    timed = false;
    socket.setSoTimeout(0);
  }

  @Override
  public int read() throws IOException {
    setTimeout();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    setTimeout();
    return super.read(bytes, offset, count);
  }

  private void setTimeout() throws IOException {
    if (timed) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("Read timed out");
      }
      socket.setSoTimeout((int) left);
    }
  }
}
