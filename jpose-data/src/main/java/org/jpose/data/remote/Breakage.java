package org.jpose.data.remote;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.zeromq.ZContext;

/**
 * Notices when ZeroMQ's own thread can do no more, so that nobody waits for it. JeroMQ survives an
 * exception while it reads from a connection, but not one while it takes orders: later orders are
 * never looked at. Malformed ZMTP commands of a peer without keys can bring either about.
 * Thread-safe.
 */
final class Breakage {
  private final AtomicReference<Throwable> cause = new AtomicReference<>();

  /** Watches a context, before its first socket. */
  void watch(ZContext context) {
    context.setUncaughtExceptionHandler((thread, error) -> cause.compareAndSet(null, error));
    context.setNotificationExceptionHandler(
        (thread, error) -> {
          if (isWhileTakingOrders(error)) {
            cause.compareAndSet(null, error);
          }
        });
  }

  private static boolean isWhileTakingOrders(Throwable error) {
    return Arrays.stream(error.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals("zmq.io.IOThread")
                    && frame.getMethodName().equals("inEvent"));
  }

  boolean happened() {
    return cause.get() != null;
  }

  /** What to tell people. */
  String reason(RemoteAddress address) {
    return "%s: what came over the network broke ZeroMQ (%s)".formatted(address, cause.get());
  }

  /**
   * Goes on only if nothing is broken.
   *
   * @throws RemoteDataException if ZeroMQ's thread broke
   */
  void require(RemoteAddress address) {
    if (happened()) {
      throw new RemoteDataException(
          reason(address) + "; start again, and use a key file where strangers can reach the port",
          cause.get());
    }
  }

  /** Closes a context; one that is broken would never end, and is left to its daemon threads. */
  void close(ZContext context) {
    if (!happened()) {
      context.close();
    }
  }
}
