package org.jpose.cli.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jpose.core.web.ShownText;

/**
 * What the program says to people. Names of files, and what files and servers say of themselves,
 * may hold anything, also what a terminal takes for commands: of these nothing gets through, nor do
 * passwords of addresses. A line that is printed stays one line.
 */
public final class TerminalWriter extends PrintWriter {
  /** Writes on to another writer. */
  public TerminalWriter(Writer target) {
    super(new Controls(target), true);
  }

  /** The text as it may be shown, in one line. */
  public static String line(String text) {
    return ShownText.line(text);
  }

  @Override
  public void println(String text) {
    super.println(line(String.valueOf(text)));
  }

  @Override
  public void println(Object value) {
    println(String.valueOf(value));
  }

  /** Replaces what is no text; line breaks are the printer's own here. */
  private static final class Controls extends FilterWriter {
    Controls(Writer target) {
      super(target);
    }

    @Override
    public void write(int character) throws IOException {
      write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(ShownText.part(text.substring(from, from + length)));
    }
  }
}
