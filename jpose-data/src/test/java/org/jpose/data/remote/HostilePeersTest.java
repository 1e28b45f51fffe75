package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jpose.core.JposeVersion;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten kinds of strangers on the port of a training with two honest workers: its batches are as
 * without them. 60 strangers; 500 with {@code -Psoak}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeersTest {
  private static final int EACH = Boolean.getBoolean("jpose.soak") ? 50 : 6;
  private static final int DECLARED = 255_000_000;
  private static final String TOKEN = "a-token-of-enough-characters";

  private final List<Socket> open = new ArrayList<>();

  private interface Attack {
    void on(Socket socket) throws IOException;
  }

  private static List<Attack> attacks(RemoteBatches trainer) {
    Random random = new Random(7);
    return List.of(
        socket -> {
          // Says nothing.
        },
        socket -> {
          byte[] garbage = new byte[50_000];
          random.nextBytes(garbage);
          socket.getOutputStream().write(garbage);
        },
        socket -> write(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        socket -> write(socket, "POST /v1/hello HTTP/1.1\r\nHost: x\r\nX: "),
        socket -> write(socket, "POST /v1/hello HTTP/1.1\r\n" + "A: b\r\n".repeat(20_000)),
        socket -> flood(socket, head("/v1/hello", DECLARED)),
        socket -> flood(socket, head("/v1/batch?worker=x&lease=1&damaged=0", DECLARED)),
        socket -> write(socket, head("/v1/hello", 30) + "protocol 3\nname %%%\nthreads -1"),
        socket -> write(socket, head("/v1/next?worker=nobody", 0)),
        HostilePeersTest::joinAndSendGarbage);
  }

  private static String head(String path, int length) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(path, length);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void flood(Socket socket, String head) throws IOException {
    write(socket, head);
    byte[] block = new byte[100_000];
    for (int i = 0; i < 20; i++) {
      socket.getOutputStream().write(block);
    }
  }

  /** As a worker that has the data but wrong batches. */
  private static void joinAndSendGarbage(Socket socket) throws IOException {
    String hello =
        Form.empty()
            .with("protocol", Workers.PROTOCOL)
            .with("version", JposeVersion.number())
            .with("name", "wrong\u001b[2J\n")
            .with("data", "x")
            .with("samples", InventedData.IDENTITY.size())
            .with("hash", InventedData.IDENTITY.hash())
            .with("threads", 1)
            .toString();
    write(socket, head("/v1/hello", hello.length()) + hello);
    Form welcome = Form.parse(answer(socket));
    if (!welcome.values().containsKey("worker")) {
      return;
    }
    String me = "?worker=" + welcome.text("worker");
    write(socket, head("/v1/next" + me, 0));
    Form lease = Form.parse(answer(socket));
    if (lease.values().containsKey("lease")) {
      String query = me + "&damaged=0&lease=" + lease.number("lease");
      write(socket, head("/v1/batch" + query, 1000) + "x".repeat(1000));
      answer(socket);
    }
  }

  private static String answer(Socket socket) throws IOException {
    byte[] bytes = new byte[20_000];
    int count = socket.getInputStream().read(bytes);
    return count < 0 ? "" : new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRunEndsAsWithoutThem(boolean withToken) throws Exception {
    List<BatchRequest> plan = Plans.samples(1200);
    List<String> journal = java.util.Collections.synchronizedList(new ArrayList<>());
    RemoteOptions options = RemoteOptions.DEFAULTS.withJournal(journal::add);
    options = withToken ? options.withToken(TOKEN) : options;
    try (RemoteBatches trainer =
        new RemoteBatches(
            RemoteAddress.toListen("tcp://127.0.0.1:0"),
            plan.iterator(),
            InventedData.RECIPE,
            new InventedData(),
            options)) {
      WorkerOptions at = WorkerOptions.of(trainer.address(), "honest");
      at = withToken ? at.withToken(TOKEN) : at;
      try (RunningWorker one = new RunningWorker(new InventedData(), at);
          RunningWorker two = new RunningWorker(new InventedData(), at)) {
        Waiting.until(() -> trainer.remoteStatistics().connected() == 2, () -> "nobody came");
        attack(
            trainer,
            () -> {
              for (BatchRequest request : plan) {
                Batches.assertMade(request, trainer.next());
              }
              assertEquals(Optional.empty(), trainer.next());
            });
        RemoteStatistics statistics = trainer.remoteStatistics();
        assertTrue(
            statistics.refused().values().stream().mapToLong(n -> n).sum() >= 4L * EACH,
            statistics.toString());
        if (withToken) {
          assertTrue(statistics.refused("unauthorized") >= 4L * EACH, statistics.toString());
          // A slow machine makes them late, so that they have to register again.
          assertTrue(
              statistics.workers().stream().allMatch(worker -> worker.name().equals("honest")),
              statistics.toString());
        }
        one.worker.close();
        two.worker.close();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    assertTrue(
        journal.stream().noneMatch(line -> line.matches("(?s).*\\p{Cntrl}.*")), journal.toString());
  }

  private interface Work {
    void run() throws Exception;
  }

  private void attack(RemoteBatches trainer, Work work) throws Exception {
    ExecutorService strangers = Executors.newFixedThreadPool(10);
    BiConsumer<Attack, Socket> carefully =
        (attack, socket) -> {
          try {
            attack.on(socket);
          } catch (IOException e) {
            // The trainer has hung up on it.
          }
        };
    try {
      for (int i = 0; i < EACH; i++) {
        for (Attack attack : attacks(trainer)) {
          Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), trainer.address().port());
          socket.setSoTimeout(20_000);
          open.add(socket);
          strangers.execute(() -> carefully.accept(attack, socket));
        }
      }
      work.run();
      strangers.shutdown();
      assertTrue(strangers.awaitTermination(120, TimeUnit.SECONDS), "strangers are stuck");
    } finally {
      strangers.shutdownNow();
    }
  }
}
