package org.jpose.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jpose.core.disk.LockedFile;
import org.jpose.zoo.download.StoreDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreLockTest {
  @TempDir private Path folder;

  /** A process that tells whether it gets the lock. */
  static final class Other {
    public static void main(String[] arguments) throws IOException {
      System.out.println(LockedFile.tryLock(Path.of(arguments[0])).isPresent() ? "free" : "held");
    }
  }

  private String askedElsewhere(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return process.inputReader().readLine();
  }

  /** The system gives the lock of a process back when any channel of the file is closed. */
  @Test
  void aThreadThatGivesUpWaitingDoesNotGiveTheOthersLockBack() throws Exception {
    Path file = folder.resolve("a.lock");
    StoreDisk disk = new StoreDisk(StoreDisk.Access.REAL);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    CountDownLatch waiting = new CountDownLatch(1);
    String held =
        StoreLock.holding(
            disk,
            file,
            () -> {},
            () -> {
              Future<String> other =
                  thread.submit(
                      () -> StoreLock.holding(disk, file, waiting::countDown, () -> "done"));
              try {
                waiting.await();
                thread.shutdownNow();
                ExecutionException e = assertThrows(ExecutionException.class, other::get);
                assertInstanceOf(InterruptedIOException.class, e.getCause());
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return askedElsewhere(file);
            });
    assertEquals("held", held);
    assertEquals("free", askedElsewhere(file));
  }
}
