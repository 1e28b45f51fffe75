package org.jpose.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int LENGTH = 32 << 20;
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ByteBudget budget = new ByteBudget(2L * LENGTH);
  private final CompletableFuture<Problem> failed = new CompletableFuture<>();

  /** Sends so many bytes, and says what became of them, while the request is not answered yet. */
  private <T> T sent(int length, Consumer<byte[]> taker, CompletableFuture<T> answer)
      throws Exception {
    try (HttpListener listener =
        new HttpListener("127.0.0.1", 0, Optional.empty(), Duration.ofMinutes(2))) {
      listener.start(
          new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
              listener.inUse(request);
              Body.read(request, LENGTH, LONG, budget, taker, failed::complete);
              return true;
            }
          });
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
        OutputStream out = socket.getOutputStream();
        String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        byte[] part = new byte[1 << 16];
        for (int left = length; left > 0; left -= part.length) {
          out.write(
              (Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(part);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return answer.get(2, TimeUnit.MINUTES);
      }
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void itsTakerHasTheOnlyCopy() throws Exception {
    long least = Long.MAX_VALUE;
    // Other threads use memory, too.
    for (int i = 0; i < 5 && least >= LENGTH + LENGTH / 2; i++) {
      least = Math.min(least, memoryOfABody());
    }
    assertTrue(least < LENGTH + LENGTH / 2, "a body of " + LENGTH + " bytes takes " + least);
  }

  private long memoryOfABody() throws Exception {
    long before = used();
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    CompletableFuture<Long> taken = new CompletableFuture<>();
    long more =
        sent(
            LENGTH,
            bytes -> {
              body.complete(bytes);
              taken.complete(used() - before);
            },
            taken);
    assertEquals(LENGTH, body.join().length);
    return more;
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItsEnd() throws Exception {
    Problem problem = sent(LENGTH + (1 << 16), bytes -> {}, failed);
    assertEquals(Problem.tooLarge(LENGTH), problem);
  }
}
