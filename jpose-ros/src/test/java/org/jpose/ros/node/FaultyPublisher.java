package org.jpose.ros.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A publisher that answers each connection with what a test gives it, then hangs up. */
final class FaultyPublisher implements AutoCloseable {
  /** Answers one connection. */
  interface Answer {
    void to(int number, Map<String, String> asked, OutputStream out) throws IOException;
  }

  private final ServerSocket topics = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final XmlRpcServer calls;
  private final AtomicInteger connections = new AtomicInteger();

  FaultyPublisher(Answer answer) throws IOException {
    calls =
        new XmlRpcServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            call -> List.of(1, "", List.of("TCPROS", "127.0.0.1", topics.getLocalPort())));
    Thread thread =
        new Thread(
            () -> {
              while (!topics.isClosed()) {
                try (Socket socket = topics.accept()) {
                  Map<String, String> asked = ConnectionHeader.read(socket.getInputStream());
                  answer.to(connections.getAndIncrement(), asked, socket.getOutputStream());
                } catch (IOException e) {
                  continue;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  String uri() {
    return "http://127.0.0.1:" + calls.port() + "/";
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    topics.close();
    calls.close();
  }
}
