package org.jpose.media.image;

import java.util.Arrays;
import java.util.Optional;

/**
 * Codes of a JPEG file (ITU-T T.81, annex C), to find how long each is and what it stands for.
 * Immutable.
 */
final class HuffmanTable {
  /** Codes of so many bits are looked up at once. */
  static final int QUICK_BITS = 10;

  private static final int LONGEST = 16;

  private final int[] quick = new int[1 << QUICK_BITS];
  private final int[] codeEnd = new int[LONGEST + 1];
  private final int[] firstSymbol = new int[LONGEST + 1];
  private final byte[] symbols;

  private HuffmanTable(byte[] symbols) {
    this.symbols = symbols;
  }

  /**
   * Builds a table.
   *
   * @param bytes a file
   * @param start of the 16 counts, the symbols after them, which must be in the file
   * @param count of symbols
   * @return empty if there are more codes than their lengths allow
   */
  static Optional<HuffmanTable> of(byte[] bytes, int start, int count) {
    byte[] symbols = new byte[count];
    System.arraycopy(bytes, start + LONGEST, symbols, 0, count);
    HuffmanTable table = new HuffmanTable(symbols);
    int code = 0;
    int symbol = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int ofLength = bytes[start + length - 1] & 0xff;
      // What is added to a code to find its symbol.
      table.firstSymbol[length] = symbol - code;
      for (int i = 0; i < ofLength; i++, code++, symbol++) {
        // The code of ones alone is none.
        if (code + 1 >= 1 << length) {
          return Optional.empty();
        }
        table.setQuick(code, length, symbols[symbol] & 0xff);
      }
      table.codeEnd[length] = code;
      code <<= 1;
    }
    return Optional.of(table);
  }

  private void setQuick(int code, int length, int symbol) {
    if (length <= QUICK_BITS) {
      int from = code << QUICK_BITS - length;
      int to = code + 1 << QUICK_BITS - length;
      Arrays.fill(quick, from, to, length << 8 | symbol);
    }
  }

  /** Whether every symbol is at most so large. */
  boolean isUpTo(int most) {
    for (byte symbol : symbols) {
      if ((symbol & 0xff) > most) {
        return false;
      }
    }
    return true;
  }

  /**
   * Finds the code that bits begin with.
   *
   * @param bits the next 16
   * @return its length from bit 8 on, its symbol below; 0 if there is no such code
   */
  int find(int bits) {
    int found = quick[bits >>> LONGEST - QUICK_BITS];
    return found != 0 ? found : findLong(bits);
  }

  private int findLong(int bits) {
    for (int length = QUICK_BITS + 1; length <= LONGEST; length++) {
      int code = bits >>> LONGEST - length;
      if (code < codeEnd[length]) {
        int symbol = firstSymbol[length] + code;
        return symbol < 0 || symbol >= symbols.length ? 0 : length << 8 | symbols[symbol] & 0xff;
      }
    }
    return 0;
  }
}
