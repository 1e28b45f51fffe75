package org.jpose.core.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir Path parent;

  private List<Path> all() throws IOException {
    try (Stream<Path> found = Files.walk(parent)) {
      return found.filter(path -> !path.equals(parent)).sorted().toList();
    }
  }

  @Test
  void nothingIsLeftOnceClosed() throws IOException {
    TemporaryFolder first = TemporaryFolder.in(parent);
    TemporaryFolder second = TemporaryFolder.in(parent);
    Files.createDirectories(first.path().resolve("a/b"));
    Files.writeString(first.path().resolve("a/b/c"), "half");
    first.close();
    first.close();
    assertTrue(Files.isDirectory(second.path()));
    second.close();
    assertEquals(List.of(), all());
  }

  @Test
  void itsNameLeavesRoomForTheLongestNames() throws IOException {
    String longest = "日".repeat(85);
    try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
      Path file = Files.writeString(folder.path().resolve(longest), "whole");
      Files.move(file, parent.resolve(longest));
    }
    assertEquals(List.of(parent.resolve(longest)), all());
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAndWhatARunningOneHasIsNot() throws Exception {
    Process killed = holder();
    Process running = holder();
    Path kept;
    try {
      Path left = folderOf(killed);
      kept = folderOf(running);
      killed.destroyForcibly().waitFor();
      assertTrue(Files.exists(left.resolve("half")));
      List<Path> inherited = new ArrayList<>();
      TemporaryFolder.in(parent, inherited::add).close();
      assertEquals(List.of(left), inherited);
      assertFalse(Files.exists(left));
      assertTrue(Files.exists(kept.resolve("half")));
    } finally {
      killed.destroyForcibly().waitFor();
      running.destroyForcibly().waitFor();
    }
    TemporaryFolder.in(parent).close();
    assertEquals(List.of(), all());
  }

  private Process holder() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path folderOf(Process holder) throws IOException {
    BufferedReader out = holder.inputReader();
    return Path.of(out.readLine());
  }

  /** A process that has a folder with a file in it, and waits. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (TemporaryFolder folder = TemporaryFolder.in(Path.of(arguments[0]))) {
        Files.writeString(folder.path().resolve("half"), "");
        System.out.println(folder.path());
        TimeUnit.MINUTES.sleep(1);
      }
    }
  }

  @Test
  void aFolderOfTwoProcessesAtOnceIsNeverLost() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String java = ProcessHandle.current().info().command().orElseThrow();
      processes.add(
          new ProcessBuilder(
                  java,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  parent.toString(),
                  "p" + i)
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertEquals(0, process.waitFor());
    }
    assertEquals(3 * Writer.FILES, all().size());
  }

  /** A process that makes many, one after the other. */
  static final class Writer {
    static final int FILES = 300;

    public static void main(String[] arguments) throws IOException {
      Path parent = Path.of(arguments[0]);
      for (int i = 0; i < FILES; i++) {
        try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
          Path file = Files.writeString(folder.path().resolve("a"), "whole");
          Files.move(file, parent.resolve(arguments[1] + "-" + i));
        }
      }
    }
  }

  @Test
  void aProcessThatEndsAtOnceLeavesNothing() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process ending =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName(),
                parent.toString())
            .inheritIO()
            .start();
    assertEquals(Ending.CODE, ending.waitFor());
    assertEquals(List.of(), all());
  }

  /** A process that ends while threads write into folders it has open, and make and close more. */
  static final class Ending {
    static final int CODE = 7;

    public static void main(String[] arguments) throws Exception {
      CountDownLatch writing = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        TemporaryFolder folder = TemporaryFolder.in(Path.of(arguments[0]));
        startInBackground(() -> fill(folder.path(), writing));
      }
      writing.await();
      for (int i = 0; i < 4; i++) {
        startInBackground(() -> makeAndClose(Path.of(arguments[0])));
      }
      TemporaryFolder.closeAll();
      Runtime.getRuntime().halt(CODE);
    }

    private static void startInBackground(Runnable work) {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      thread.start();
    }

    private static void makeAndClose(Path parent) {
      try {
        while (true) {
          TemporaryFolder.in(parent).close();
        }
      } catch (IOException | UncheckedIOException e) {
        // Deleted by the end of the process while it was closed here.
      }
    }

    private static void fill(Path folder, CountDownLatch writing) {
      try {
        for (int i = 0; ; i++) {
          Files.writeString(folder.resolve("" + i), "half");
          if (i == 10) {
            writing.countDown();
          }
        }
      } catch (IOException e) {
        // Its folder is gone.
      }
    }
  }

  @Test
  void filesOfOthersStay() throws IOException {
    Path shared;
    try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
      shared = folder.path().getParent();
      Files.writeString(shared.resolve("notes.txt"), "mine");
    }
    TemporaryFolder.in(parent).close();
    assertEquals(List.of(shared, shared.resolve("notes.txt")), all());
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws IOException {
    Path shared;
    try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
      shared = folder.path().getParent();
    }
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.createSymbolicLink(shared, elsewhere);
    String message = assertThrows(IOException.class, () -> TemporaryFolder.in(parent)).getMessage();
    assertEquals(shared + " is not a folder; delete it", message);
  }

  @Test
  void aMissingParentIsAnError() {
    Path none = parent.resolve("none");
    assertThrows(IOException.class, () -> TemporaryFolder.in(none));
  }
}
