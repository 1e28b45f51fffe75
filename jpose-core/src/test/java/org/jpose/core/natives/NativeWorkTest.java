package org.jpose.core.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeWorkTest {
  private static String ending(Duration work, Duration patience)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName(),
                work.toString(),
                patience.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(Ending.CODE, process.waitFor());
    return said;
  }

  @Test
  void theEndWaitsForWhatIsUnderWayAndNothingBeginsAfterIt() throws Exception {
    assertEquals("first ", ending(Duration.ofMillis(300), Duration.ofMinutes(1)));
  }

  @Test
  void itDoesNotWaitForEver() throws Exception {
    assertFalse(ending(Duration.ofDays(1), Duration.ofMillis(100)).contains("first"));
  }

  /** A process that ends while a thread is at work, and another one would begin. */
  static final class Ending {
    static final int CODE = 7;

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch working = new CountDownLatch(1);
      start(
          "first ",
          () -> {
            working.countDown();
            sleep(Duration.parse(arguments[0]));
          });
      working.await();
      NativeWork.end(Duration.parse(arguments[1]));
      start("second ", () -> {});
      sleep(Duration.ofMillis(300));
      Runtime.getRuntime().halt(CODE);
    }

    private static void start(String name, Runnable work) {
      Thread thread = new Thread(() -> NativeWork.whole(() -> done(name, work)));
      thread.setDaemon(true);
      thread.start();
    }

    private static String done(String name, Runnable work) {
      work.run();
      System.out.print(name);
      System.out.flush();
      return name;
    }

    private static void sleep(Duration time) {
      try {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
