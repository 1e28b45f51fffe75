package org.jpose.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jpose.zoo.download.FetchListener;
import org.jpose.zoo.download.FileServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a cache. */
@Timeout(120)
class TwoProcessesTest {
  private static final byte[] CONTENT = Samples.bytes(400_000);
  private static final String VERSION = "\"one\"";

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  /** Fetches a file of {@link #CONTENT} from an address. */
  static final class Fetch {
    private Fetch() {}

    public static void main(String[] arguments) throws IOException {
      Samples.store(Path.of(arguments[0]))
          .fetch(
              card(URI.create(arguments[1])),
              FetchOptions.defaults(),
              Samples.CONVERSION,
              new FetchListener() {
                @Override
                public void waiting() {
                  System.out.println("waiting");
                }
              });
      System.out.println("done");
    }
  }

  private static ModelCard card(URI address) {
    return Samples.card("sample", Samples.file(CONTENT, address));
  }

  private Path output(int process) {
    return folder.resolve("output-" + process);
  }

  private Process start(URI address) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Fetch.class.getName(),
                folder.toString(),
                address.toString())
            .redirectErrorStream(true)
            .redirectOutput(output(processes.size()).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private void assertFetched() throws IOException {
    ModelStore store = Samples.store(folder);
    assertArrayEquals(Samples.converted(CONTENT), store.load("sample"));
    assertTrue(store.find("sample").orElseThrow().damage().isEmpty());
    assertFalse(Files.exists(folder.resolve("models/sample/weights.pb.part")));
  }

  @Test
  void twoAtOnceGiveOneFile() throws Exception {
    CountDownLatch bothAreThere = new CountDownLatch(1);
    try (FileServer server =
        new FileServer(
            (exchange, n) -> {
              await(bothAreThere);
              FileServer.file(exchange, CONTENT, VERSION);
            })) {
      Process first = start(server.address("/a"));
      Process second = start(server.address("/a"));
      // One of them has the lock and its answer is held back until the other says that it waits.
      while (!Files.readString(output(0)).contains("waiting")
          && !Files.readString(output(1)).contains("waiting")) {
        assertTrue(first.isAlive() && second.isAlive(), () -> said(0) + said(1));
        Thread.sleep(20);
      }
      bothAreThere.countDown();
      for (Process process : processes) {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      }
      assertEquals(
          List.of(0, 0), processes.stream().map(Process::exitValue).toList(), said(0) + said(1));
      assertEquals(1, server.requests().size());
      assertFetched();
    }
  }

  private String said(int process) {
    try {
      return Files.readString(output(process));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e); // the test is over
    }
  }

  /** SIGKILL in the middle: no lock stays, and the rest is fetched. */
  @Test
  void whatAKilledProcessHasFetchedIsGoneOnWith() throws Exception {
    CountDownLatch killed = new CountDownLatch(1);
    try (FileServer server =
        new FileServer(
            (exchange, n) -> {
              if (n == 1) {
                FileServer.part(exchange, CONTENT, VERSION, CONTENT.length / 2);
                await(killed);
              } else {
                FileServer.file(exchange, CONTENT, VERSION);
              }
            })) {
      Process process = start(server.address("/a"));
      Path part = folder.resolve("models/sample/weights.pb.part");
      while (!Files.exists(part) || Files.size(part) < CONTENT.length / 2) {
        assertTrue(process.isAlive(), () -> said(0));
        Thread.sleep(20);
      }
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      killed.countDown();
      assertTrue(Samples.store(folder).names().isEmpty());
      Samples.store(folder)
          .fetch(
              card(server.address("/a")),
              FetchOptions.defaults(),
              Samples.CONVERSION,
              FetchListener.NONE);
      assertEquals("bytes=" + CONTENT.length / 2 + "-", server.requests().get(1).range());
      assertFetched();
    }
  }
}
