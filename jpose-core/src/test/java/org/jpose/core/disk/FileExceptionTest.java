package org.jpose.core.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why something failed, where Java tells the name of the file alone. */
class FileExceptionTest {
  @TempDir Path folder;

  private interface Work {
    void run() throws IOException;
  }

  private static String reason(Work work) {
    try {
      work.run();
      return "";
    } catch (IOException e) {
      return FileException.reason(e);
    }
  }

  @Test
  void theReasonIsNotTheNameOfAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals("no such file or folder", reason(() -> Files.size(folder.resolve("none"))));
    assertEquals("it is no folder", reason(() -> Files.list(file).close()));
    assertEquals("there is a file of that name already", reason(() -> Files.createFile(file)));
    assertEquals("Not a directory", reason(() -> Files.createFile(file.resolve("in"))));
    assertEquals("permission denied", FileException.reason(new AccessDeniedException("file")));
    assertEquals("FileSystemException", FileException.reason(new FileSystemException("file")));
  }

  @Test
  void theReasonIsTheInnermost() {
    IOException denied = new AccessDeniedException("file");
    assertEquals(
        "permission denied", FileException.reason(new UncheckedIOException("no image", denied)));
    assertEquals(
        "EOFException", FileException.reason(new IOException("no image", new EOFException())));
  }

  @Test
  void whatIsNotWrittenIsSaidWithoutTheHiddenName() {
    assertEquals(
        "a.png: could not be written: permission denied; nothing incomplete was left under this"
            + " name; check free disk space and permissions",
        FileException.notWritten(Path.of("a.png"), new AccessDeniedException(".jpose-1/a.png"))
            .getMessage());
  }
}
