package org.jpose.data.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread that polls sockets: these belong to it alone, so that others cannot use one for
 * that. {@link #wake()} is thread-safe, for threads of this package only: an interrupt would close
 * the pipe, and nobody else can interrupt those.
 */
final class WakeUp implements AutoCloseable {
  private final Pipe pipe;
  private final AtomicBoolean pending = new AtomicBoolean();

  WakeUp() {
    try {
      pipe = Pipe.open();
      pipe.source().configureBlocking(false);
      pipe.sink().configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Readable after {@link #wake()}. */
  SelectableChannel channel() {
    return pipe.source();
  }

  /** Wakes the poller; without effect after {@link #close()}. */
  void wake() {
    if (pending.compareAndSet(false, true)) {
      try {
        pipe.sink().write(ByteBuffer.allocate(1));
      } catch (ClosedChannelException closed) {
        return; // nobody polls any more
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes the wakes so far; what they were for is to be looked at afterwards. */
  void clear() {
    pending.set(false);
    try {
      while (pipe.source().read(ByteBuffer.allocate(16)) > 0) {
        continue;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      pipe.sink().close();
      pipe.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
