package org.jpose.cli.terminal;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text in UTF-8 for a terminal, without what commands one. */
final class TerminalOutput extends OutputStream {
  private static final int SIZE = 8192;

  private final TerminalWriter terminal;
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);
  private final CharBuffer text = CharBuffer.allocate(SIZE);
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** Writes on to another stream, which is not closed. */
  TerminalOutput(OutputStream target) {
    terminal = new TerminalWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] some, int from, int length) {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, bytes.remaining());
      bytes.put(some, from + done, count);
      done += count;
      bytes.flip();
      // The beginning of a character stays for the next.
      decoder.decode(bytes, text, false);
      bytes.compact();
      terminal.print(text.flip());
      text.clear();
    }
  }

  @Override
  public void flush() {
    terminal.flush();
  }

  @Override
  public void close() {
    flush();
  }
}
