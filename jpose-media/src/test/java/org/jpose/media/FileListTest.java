package org.jpose.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileListTest {
  @TempDir Path folder;

  private Path list(String text) throws IOException {
    return Files.writeString(folder.resolve("list.txt"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.jpg\n\u00e4.jpg\n",
        "a b.jpg\r\n\r\n\u00e4.jpg",
        "\uFEFFa b.jpg\n\n  \n\u00e4.jpg\n\n",
        "a b.jpg\0\u00e4.jpg\0"
      })
  void oneNameALine(String text) throws IOException {
    assertEquals(List.of("a b.jpg", "\u00e4.jpg"), FileList.read(list(text).toString()));
  }

  @Test
  void zeroBytesKeepLineFeedsInNames() throws IOException {
    assertEquals(List.of("a\nb.jpg", "c.jpg"), FileList.read(list("a\nb.jpg\0c.jpg").toString()));
  }

  @Test
  void fromAPipe() throws IOException, InterruptedException {
    Path pipe = Pipe.of(folder.resolve("names"), "x.jpg\n".getBytes());
    assertEquals(List.of("x.jpg"), FileList.read(pipe.toString()));
  }

  @Test
  void refuses() throws IOException {
    assertRefused(list("\n \n"), "names no file; expected one name a line");
    assertRefused(
        list("a.jpg\n-\n"),
        "'-' in a list does not mean standard input; a file of that name is ./-");
    assertRefused(folder.resolve("none"), "no such file; expected a list of files");
    assertRefused(folder, "the list of files cannot be read: Is a directory");
  }

  private static void assertRefused(Path list, String message) {
    FileException e =
        assertThrows(FileException.class, () -> FileList.read(list.toString()), message);
    assertEquals(list + ": " + message, e.getMessage());
  }
}
