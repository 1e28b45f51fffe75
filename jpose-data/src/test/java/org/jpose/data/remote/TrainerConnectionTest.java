package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrainerConnectionTest {
  /** Answers once, after the request's head, and keeps the connection. */
  private static CompletableFuture<Socket> answering(ServerSocket server, String answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Socket socket = server.accept();
            socket.getInputStream().readNBytes("POST /".length());
            OutputStream out = socket.getOutputStream();
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return socket;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static TrainerConnection to(int port, Duration answerTime) {
    RemoteAddress address = new RemoteAddress(false, "127.0.0.1", port);
    return new TrainerConnection(WorkerOptions.of(address, "worker"), answerTime);
  }

  /** Posts to a server that gives this answer. */
  private static TrainerConnection.Answer posted(String answer, Duration answerTime)
      throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<Socket> peer = answering(server, answer);
      try {
        return to(server.getLocalPort(), answerTime).post("/v1/hello", new byte[0]);
      } finally {
        peer.get().close();
      }
    }
  }

  @Test
  void wholeAnswerIsTaken() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    assertEquals(
        new TrainerConnection.Answer(200, "hello"), posted(answer, Duration.ofSeconds(30)));
  }

  @Test
  void halfAnAnswerIsNotWaitedForLongerThanAWholeOne() {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe";
    HttpTimeoutException late =
        assertThrows(HttpTimeoutException.class, () -> posted(half, Duration.ofSeconds(1)));
    assertEquals("no whole answer came within 1 s", late.getMessage());
  }

  @Test
  void nobodyThereIsTold() throws Exception {
    int port;
    try (ServerSocket server = server()) {
      port = server.getLocalPort();
    }
    TrainerConnection trainer = to(port, Duration.ofSeconds(30));
    assertThrows(ConnectException.class, () -> trainer.post("/v1/hello", new byte[0]));
  }
}
