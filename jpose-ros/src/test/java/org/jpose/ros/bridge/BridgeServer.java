package org.jpose.ros.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** A WebSocket server that keeps what clients send and sends what a test wants. */
final class BridgeServer extends WebSocketServer implements AutoCloseable {
  final List<Map<?, ?>> operations = new CopyOnWriteArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);

  private BridgeServer(int port) {
    super(new InetSocketAddress("127.0.0.1", port), 1);
    setReuseAddr(true);
    setDaemon(true);
  }

  /** Listens on a port, 0 for a free one. */
  static BridgeServer start(int port) throws InterruptedException {
    BridgeServer server = new BridgeServer(port);
    server.start();
    if (!server.started.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the server does not start");
    }
    return server;
  }

  String address() {
    return "ws://127.0.0.1:" + getPort();
  }

  /** Operations of a kind that came for a topic. */
  List<Map<?, ?>> operations(String kind, String topic) {
    return operations.stream()
        .filter(op -> kind.equals(op.get("op")) && topic.equals(op.get("topic")))
        .toList();
  }

  void sendToAll(String text) {
    broadcast(text);
  }

  void sendToAll(byte[] bytes) {
    broadcast(ByteBuffer.wrap(bytes));
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {}

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

  @Override
  public void onMessage(WebSocket socket, String message) {
    try {
      operations.add(JsonTree.json(message));
    } catch (IOException e) {
      operations.add(Map.of("op", "wrong", "topic", e.toString()));
    }
  }

  @Override
  public void onError(WebSocket socket, Exception error) {}

  @Override
  public void onStart() {
    started.countDown();
  }

  @Override
  public void close() {
    try {
      stop(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
