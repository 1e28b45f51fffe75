package org.jpose.core.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("held");
  }

  /** What another process gets of it. */
  private String asked(String question) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                question,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = process.inputReader().readLine();
    assertEquals(0, process.waitFor());
    return answer;
  }

  /** Another process that locks or looks. */
  static final class Other {
    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[1]);
      boolean free =
          arguments[0].equals("lock")
              ? LockedFile.tryLock(file).isPresent()
              : !LockedFile.isLocked(file);
      System.out.println(free ? "free" : "held");
    }
  }

  @Test
  void isOfOneProcessAndFreeOnceClosed() throws Exception {
    LockedFile held = LockedFile.tryLock(file).orElseThrow();
    assertEquals("held", asked("lock"));
    assertEquals("held", asked("look"));
    held.close();
    assertEquals("free", asked("look"));
    assertEquals("free", asked("lock"));
  }

  /** The system gives the lock of a process back when any channel of the file is closed. */
  @Test
  void whoIsRefusedInThisProcessDoesNotGiveItBack() throws Exception {
    try (LockedFile held = LockedFile.tryLock(file).orElseThrow()) {
      assertEquals(Optional.empty(), LockedFile.tryLock(file));
      assertTrue(LockedFile.isLocked(file));
      assertEquals("held", asked("lock"));
      assertTrue(held.channel().isOpen());
    }
  }

  @Test
  void isTheSameByAnotherName() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder).resolve("held");
    Path direct = folder.resolve("direct");
    try (LockedFile held = LockedFile.tryLock(link).orElseThrow()) {
      Files.createSymbolicLink(direct, file);
      assertEquals(Optional.empty(), LockedFile.tryLock(file));
      assertEquals(Optional.empty(), LockedFile.tryLock(direct));
      assertTrue(LockedFile.isLocked(folder.resolve(".").resolve("held")));
      assertEquals("held", asked("lock"));
      assertTrue(held.channel().isOpen());
    }
  }

  @Test
  void closingTwiceGivesNobodyElsesAway() throws Exception {
    LockedFile first = LockedFile.tryLock(file).orElseThrow();
    first.close();
    try (LockedFile second = LockedFile.tryLock(file).orElseThrow()) {
      first.close();
      assertEquals(Optional.empty(), LockedFile.tryLock(file));
      assertTrue(second.channel().isOpen());
    }
  }

  @Test
  void lookingLeavesItFree() throws Exception {
    Files.createFile(file);
    assertFalse(LockedFile.isLocked(file));
    assertFalse(LockedFile.isLocked(file));
    LockedFile.tryLock(file).orElseThrow().close();
  }

  @Test
  void whatCannotBeOpenedIsAnErrorEachTime() throws Exception {
    assertThrows(NoSuchFileException.class, () -> LockedFile.isLocked(file));
    assertThrows(NoSuchFileException.class, () -> LockedFile.tryLock(file.resolve("below")));
    Files.createDirectory(file);
    assertThrows(FileSystemException.class, () -> LockedFile.tryLock(file));
    assertThrows(FileSystemException.class, () -> LockedFile.tryLock(file));
  }
}
