package org.jpose.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.LockedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpenRunTest {
  @TempDir private Path folder;

  private OpenRun take() throws IOException {
    return new RunFolder(folder).take(1);
  }

  private String refusal() {
    return folder + ": another process trains here; wait for it or choose another folder";
  }

  /** What another process is told that wants to train here. */
  private String toldElsewhere() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String told = process.inputReader().readLine();
    assertEquals(0, process.waitFor());
    return told;
  }

  /** A process that takes a folder and ends. */
  static final class Other {
    public static void main(String[] arguments) throws IOException {
      try (OpenRun run = new RunFolder(Path.of(arguments[0])).take(1)) {
        System.out.println(run.folder().isRun() ? "took a run" : "took it");
      } catch (FileException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aSecondTrainingOfThisProcessIsRefusedAndTheFolderStaysTaken() throws Exception {
    try (OpenRun run = take()) {
      assertEquals(refusal(), assertThrows(FileException.class, this::take).getMessage());
      assertEquals(refusal(), toldElsewhere());
      assertEquals(folder, run.folder().path());
    }
    assertEquals("took it", toldElsewhere());
  }

  @Test
  void whoWatchesItInThisProcessDoesNotGiveItAway() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (OpenRun run = take()) {
      run.begin("test", 0, Map.of());
      RunWatch watch = new RunWatch(folder, Duration.ofMillis(1));
      Future<Optional<Checkpoint>> next = thread.submit(watch::next);
      Thread.sleep(100);
      assertEquals(refusal(), toldElsewhere());
      run.ended("stopped", 0);
      assertEquals(Optional.empty(), next.get());
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void whoOnlyLooksForAMomentDoesNotKeepATrainingOut() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    CountDownLatch looking = new CountDownLatch(1);
    try {
      Future<?> look =
          thread.submit(
              () -> {
                try (LockedFile file =
                    LockedFile.tryLock(folder.resolve(OpenRun.LOCK)).orElseThrow()) {
                  looking.countDown();
                  Thread.sleep(200);
                  return file.channel().isOpen();
                }
              });
      looking.await();
      take().close();
      assertEquals(true, look.get());
    } finally {
      thread.shutdownNow();
    }
  }
}
