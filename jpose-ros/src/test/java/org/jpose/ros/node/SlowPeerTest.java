package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jpose.ros.DebianRos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Others that send slowly, or never take an answer, keep a node from nobody else. */
class SlowPeerTest {
  private static final InetSocketAddress ANYWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final String ENDLESS = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";

  private final List<Socket> slow = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
  }

  private Socket slow(int port, String begun) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    slow.add(socket);
    socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void callsThatNeverEndKeepNobodyFromCalling() throws IOException {
    try (XmlRpcServer server =
        new XmlRpcServer(ANYWHERE, call -> List.of(1, "", "here"), Duration.ofMillis(300))) {
      for (int i = 0; i < 20; i++) {
        slow(server.port(), "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n<methodCall>");
        slow(server.port(), "POST / HTTP/1.1\r\nContent-");
      }
      URI uri = URI.create("http://127.0.0.1:" + server.port());
      XmlRpcClient client = new XmlRpcClient(Duration.ofSeconds(60));
      DebianRos.await("an answer", () -> answer(client, uri).equals("here"));
      for (Socket socket : slow) {
        socket.setSoTimeout(60_000);
        assertEquals(-1, socket.getInputStream().read(), "it was hung up on");
      }
    }
  }

  /** On a busy machine an honest call may take too long as well. */
  private static String answer(XmlRpcClient client, URI uri) {
    try {
      return client.call(uri, "getPid", "/me").toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void inputThatDripsIsGivenUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket sender = slow(server.getLocalPort(), "");
        Socket receiver = server.accept()) {
      Thread dripping = new Thread(() -> drip(sender));
      dripping.start();
      TimedInput input = new TimedInput(receiver, 300);
      assertThrows(SocketTimeoutException.class, () -> input.readNBytes(1 << 20));
      input.waitForEver();
      assertEquals('x', input.read());
      dripping.interrupt();
      dripping.join();
    }
  }

  @Test
  void anAnswerThatDripsIsGivenUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread dripping = new Thread(() -> answerSlowly(server));
      dripping.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
      XmlRpcClient client = new XmlRpcClient(Duration.ofMillis(500));
      IOException slowly = assertThrows(IOException.class, () -> client.call(uri, "getPid", "/me"));
      assertTrue(slowly.getMessage().contains("does not come to the end"), slowly::toString);
      dripping.join();
    }
  }

  private void answerSlowly(ServerSocket server) {
    try (Socket caller = server.accept()) {
      caller.getOutputStream().write(ENDLESS.getBytes(StandardCharsets.US_ASCII));
      drip(caller);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A byte now and then, until nobody takes it. */
  private static void drip(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write('x');
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
      return;
    }
  }
}
