package org.jpose.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A port with HTTP/1.1, plain or by TLS, that strangers can neither fill nor hold up: connections
 * and headers are bounded, and who is silent or slow is let go. Handlers must not wait: there are
 * few threads. Thread-safe.
 */
public final class HttpListener implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int MOST_CONNECTIONS = 2000;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int MOST_IDLE = 30_000;
  private static final int WAITING_CONNECTIONS = 1024;

  private final String host;
  private final int wantedPort;
  private final Server jetty;
  private final ServerConnector connector;
  private final IdleConnections idle;

  /**
   * Nothing listens yet.
   *
   * @param host name or address to listen on
   * @param port port to listen on, or 0 for any that is free
   * @param keystore key and certificate for TLS, or empty for plain HTTP
   * @param timeout after which a connection without a request is closed
   * @throws UncheckedIOException if the keystore cannot be read
   */
  public HttpListener(String host, int port, Optional<Keystore> keystore, Duration timeout) {
    this.host = host;
    this.wantedPort = port;
    jetty = new Server(threads());
    connector = connector(keystore);
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(WAITING_CONNECTIONS);
    connector.setIdleTimeout(Math.min(MOST_IDLE, timeout.toMillis()));
    connector.setShutdownIdleTimeout(100);
    idle = new IdleConnections(timeout);
    connector.addBean(idle);
    jetty.addConnector(connector);
    jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    jetty.setErrorHandler(new JettyErrors());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("jpose-http");
    threads.setDaemon(true);
    return threads;
  }

  private ServerConnector connector(Optional<Keystore> keystore) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    if (keystore.isEmpty()) {
      return new ServerConnector(jetty, 1, 1, http);
    }
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(keystore.get().read());
    tls.setKeyStorePassword(keystore.get().password());
    return new ServerConnector(jetty, 1, 1, new SslConnectionFactory(tls, "http/1.1"), http);
  }

  /** The server, for what has to be set up before it starts. */
  public Server server() {
    return jetty;
  }

  /**
   * Listens. The handler calls {@link #inUse} first for each request.
   *
   * @throws UncheckedIOException if it cannot listen there, or the keystore cannot be used; all is
   *     closed then
   */
  public void start(Handler handler) {
    jetty.setHandler(handler);
    try {
      jetty.start();
    } catch (Exception e) {
      close();
      throw new UncheckedIOException(
          "cannot listen on %s:%d: %s; choose another port or host"
              .formatted(host, wantedPort, reason(e)),
          new IOException(e));
    }
    idle.watch(connector.getScheduler());
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** A request has come: its connection is not idle until the request is complete. */
  public void inUse(Request request) {
    idle.inUse(request);
  }

  /** Takes no new connections. */
  public void refuse() {
    connector.close();
  }

  /** Closes all connections; may be called twice. */
  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server could not be stopped: " + reason(e), e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
