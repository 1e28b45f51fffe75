package org.jpose.core.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingFolderTest {
  @TempDir private Path folder;

  private void fill(PendingFolder pending) throws IOException {
    Files.createDirectories(pending.path().resolve("a/b"));
    Files.writeString(pending.path().resolve("a/b/c.txt"), "content");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void appearsWhenItIsCommitted() throws IOException {
    Path target = folder.resolve("target");
    try (PendingFolder pending = PendingFolder.beside(target)) {
      fill(pending);
      assertTrue(Files.notExists(target));
      pending.commit();
    }
    assertEquals(List.of("target"), names());
    assertEquals("content", Files.readString(target.resolve("a/b/c.txt")));
  }

  @Test
  void leavesNothingWithoutCommit() throws IOException {
    PendingFolder pending = PendingFolder.beside(folder.resolve("target"));
    fill(pending);
    pending.close();
    pending.close();
    assertEquals(List.of(), names());
  }

  @Test
  void takesThePlaceOfAnEmptyFolderOnly() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    try (PendingFolder pending = PendingFolder.beside(target)) {
      fill(pending);
      Files.writeString(target.resolve("meanwhile.txt"), "somebody's");
      assertThrows(IOException.class, pending::commit);
    }
    assertEquals("somebody's", Files.readString(target.resolve("meanwhile.txt")));
    String message =
        assertThrows(FileException.class, () -> PendingFolder.beside(target)).getMessage();
    assertTrue(message.contains("is there already"), message);
    assertEquals(List.of("target"), names());
  }

  @Test
  void aMissingParentIsNamed() {
    Path parent = folder.resolve("nowhere");
    String message =
        assertThrows(FileException.class, () -> PendingFolder.beside(parent.resolve("target")))
            .getMessage();
    assertTrue(message.contains("there is no folder " + parent), message);
  }
}
