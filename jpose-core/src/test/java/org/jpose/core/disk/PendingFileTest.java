package org.jpose.core.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void appearsAtCommit() throws IOException {
    Path target = folder.resolve("a.png");
    Files.writeString(target, "old");
    try (PendingFile file = PendingFile.beside(target)) {
      Files.writeString(file.path(), "new");
      assertEquals("old", Files.readString(target));
      assertEquals("a.png", file.path().getFileName().toString());
      assertEquals(2, names().size());
      file.commit();
    }
    assertEquals("new", Files.readString(target));
    assertEquals(List.of("a.png"), names());
  }

  @Test
  void nothingIsLeftWithoutCommit() throws IOException {
    PendingFile file = PendingFile.beside(folder.resolve("a.png"));
    Files.writeString(file.path(), "half");
    file.close();
    file.close();
    assertEquals(List.of(), names());
  }

  @Test
  void aWriteThatFailsHalfWayLeavesTheOldFile() throws IOException {
    Path target = Files.writeString(folder.resolve("a.png"), "old");
    IOException full = new IOException("No space left on device");
    FileException thrown =
        assertThrows(
            FileException.class,
            () ->
                PendingFile.write(
                    target,
                    path -> {
                      Files.write(path, new byte[100_000]);
                      throw full;
                    }));
    assertEquals(full, thrown.getCause());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.png"), names());
  }

  @Test
  void theHiddenNameIsNotTold() {
    Path target = folder.resolve("a.png");
    try (PendingFile file = PendingFile.beside(target)) {
      IOException full =
          new FileSystemException("source.png", "" + file.path(), "No space left on device");
      assertEquals(
          target
              + ": could not be written: No space left on device; nothing incomplete was left under"
              + " this name; check free disk space and permissions",
          file.failure(new IOException(full)).getMessage());
    }
  }

  @Test
  void theLongestNameIsAName() throws IOException {
    Path target = folder.resolve("日".repeat(83) + "12.png");
    try (PendingFile file = PendingFile.beside(target)) {
      Files.writeString(file.path(), "new");
      file.commit();
    }
    assertEquals("new", Files.readString(target));
    Path longer = folder.resolve("日".repeat(84) + ".png");
    try (PendingFile file = PendingFile.beside(longer)) {
      IOException failure =
          assertThrows(IOException.class, () -> Files.writeString(file.path(), "new"));
      String message = file.failure(failure).getMessage();
      assertTrue(message.endsWith("this name; choose a shorter name"), message);
    }
    assertEquals(1, names().size());
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
    try (PendingFile file = PendingFile.beside(link)) {
      Files.writeString(file.path(), "new");
      file.commit();
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void devicesAreWrittenDirectly() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    try (PendingFile file = PendingFile.beside(device)) {
      assertEquals(device, file.path());
      file.commit();
    }
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  void badTargets() {
    FileException failure = assertThrows(FileException.class, () -> PendingFile.beside(folder));
    assertEquals(folder + ": is a folder; give the name of a file to write", failure.getMessage());
    Path lost = folder.resolve("none").resolve("a.png");
    failure = assertThrows(FileException.class, () -> PendingFile.beside(lost));
    assertEquals(
        lost
            + ": there is no folder "
            + lost.getParent()
            + " to write it to; create the folder first",
        failure.getMessage());
  }
}
