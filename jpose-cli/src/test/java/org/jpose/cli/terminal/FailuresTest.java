package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jpose.core.ModelFormatException;
import org.junit.jupiter.api.Test;

/** What is said of an error. */
class FailuresTest {
  @Test
  void whatAFileNamesCannotCommandTheTerminal() {
    ModelFormatException error = new ModelFormatException("a.npz: extra \u001b[2J\u0007 [1]\n two");
    assertEquals("a.npz: extra ?[2J? [1] two", Failures.line(error));
  }

  @Test
  void aNameAloneIsToldWithTheReason() {
    assertEquals("a.npz: permission denied", Failures.line(new AccessDeniedException("a.npz")));
    assertEquals(
        "a.npz: Is a directory",
        Failures.line(new FileSystemException("a.npz", null, "Is a directory")));
  }
}
