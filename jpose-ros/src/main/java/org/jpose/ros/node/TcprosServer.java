package org.jpose.ros.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes subscribers' connections and hands each to the topic it asks for. */
final class TcprosServer implements AutoCloseable {
  private static final int HEADER_MILLIS = 5000;

  /** Far more than subscribers; who only connects costs a thread. */
  static final int MOST_CONNECTIONS = 200;

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Function<String, Publication<?>> topics;
  private final Consumer<String> complaints;

  /**
   * A server on a free port.
   *
   * @param topics gives the topic of a name, or null
   * @param complaints is told what others did wrong
   */
  TcprosServer(
      InetSocketAddress address,
      Function<String, Publication<?>> topics,
      Consumer<String> complaints)
      throws IOException {
    this.topics = topics;
    this.complaints = complaints;
    server.bind(address);
    start("ros-subscribers", this::accept);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        if (server.isClosed() || sockets.size() > MOST_CONNECTIONS) {
          end(socket);
        } else {
          start("ros-subscriber", () -> serve(socket));
        }
      } catch (SocketException e) {
        if (!server.isClosed()) {
          complain("cannot take a connection", e);
        }
      } catch (IOException e) {
        complain("cannot take a connection", e);
      }
    }
  }

  private void complain(String what, Exception reason) {
    complaints.accept(what + ": " + reason.getMessage());
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      Map<String, String> asked;
      try {
        asked = ConnectionHeader.read(new TimedInput(socket, HEADER_MILLIS));
      } catch (IOException e) {
        refuse(socket, e.getMessage());
        return;
      }
      Publication<?> topic = topics.apply(asked.getOrDefault("topic", ""));
      String refusal =
          topic == null
              ? "topic '" + asked.getOrDefault("topic", "") + "' is not published here"
              : topic.refusal(asked);
      if (refusal != null) {
        refuse(socket, refusal);
        return;
      }
      topic.serve(socket, asked);
    } catch (IOException e) {
      // Gone, as subscribers go: in the middle of a message as well.
      return;
    } finally {
      end(socket);
    }
  }

  private void refuse(Socket socket, String reason) throws IOException {
    complaints.accept(
        "a connection from " + socket.getRemoteSocketAddress() + " was refused: " + reason);
    ConnectionHeader.write(socket.getOutputStream(), Map.of("error", reason));
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    close(socket);
  }

  /** Closes what may be broken already. */
  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing more to free.
      return;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      complain("the port of topics cannot be closed", e);
    }
    sockets.forEach(TcprosServer::close);
  }
}
