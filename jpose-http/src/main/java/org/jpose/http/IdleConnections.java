package org.jpose.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which there has been no request for a while, also if bytes drip in: a
 * client that never ends its headers would keep its connection for hours otherwise.
 */
final class IdleConnections implements Connection.Listener {
  private final long most;
  private final Map<Connection, Long> since = new ConcurrentHashMap<>();

  IdleConnections(Duration most) {
    this.most = most.toNanos();
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection) {
      since.put(connection, System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    since.remove(connection);
  }

  /** A request has come: its connection is in use until the request is complete. */
  void inUse(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    if (since.remove(connection) != null) {
      Request.addCompletionListener(
          request,
          failure -> {
            if (connection.getEndPoint().isOpen()
                && connection.getEndPoint().getConnection() == connection) {
              since.put(connection, System.nanoTime());
            }
          });
    }
  }

  /** Looks now and then, until the scheduler ends. */
  void watch(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          long now = System.nanoTime();
          since.forEach(
              (connection, start) -> {
                if (now - start > most) {
                  since.remove(connection);
                  connection.close();
                }
              });
          watch(scheduler);
        },
        Math.max(50, TimeUnit.NANOSECONDS.toMillis(most) / 4),
        TimeUnit.MILLISECONDS);
  }

  /** Connections without a request. */
  int count() {
    return since.size();
  }
}
