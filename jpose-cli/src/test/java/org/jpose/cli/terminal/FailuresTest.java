package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jpose.core.ModelFormatException;
import org.junit.jupiter.api.Test;

/** What is said of an error. */
class FailuresTest {
  @Test
  void whatAFileNamesCannotCommandTheTerminal() {
    ModelFormatException error = new ModelFormatException("a.npz: extra \u001b[2J\u0007 [1]\n two");
    assertEquals("a.npz: extra ?[2J? [1] two", Failures.line(error));
  }
}
