package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final TerminalOutput terminal = new TerminalOutput(shown);

  private String shown() {
    terminal.flush();
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void commandsOfATerminalAreNoPartOfResults() {
    byte[] row = "a\u001b[2J\u009b31m\u202egpj.jpg,0,nose\n".getBytes(StandardCharsets.UTF_8);
    terminal.write(row, 0, row.length);
    assertEquals("a?[2J?31m?gpj.jpg,0,nose\n", shown());
  }

  @Test
  void charactersMayComeInPieces() {
    String text = "gr\u00f6\u00dfe \u65e5\u672c \ud83d\udc69\u200d\ud83d\ude80\t\u009b\n";
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      terminal.write(one);
    }
    assertEquals(text.replace('\u009b', '?'), shown());
  }

  @Test
  void longTextIsWhole() {
    String text = "\u65e5x\u672c".repeat(20_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    terminal.write(bytes, 0, bytes.length);
    assertEquals(text, shown());
  }
}
