package org.jpose.media.image;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOException;

/** One set of prefix codes of a lossless WebP picture (RFC 9649, 3.7.2.1). Immutable. */
final class WebpCodes {
  private static final int LONGEST = 15;
  private static final int LENGTH_BITS = 4;
  private static final int SHORT = 8;
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final int[] counts = new int[LONGEST + 1];
  private final short[] symbols;

  /** By the next bits: the symbol of a short code and its length; 0 of longer ones. */
  private final char[] shortCodes;

  /**
   * Codes by their lengths.
   *
   * @throws IOException if there is none, or they leave bits without a meaning
   */
  private WebpCodes(int[] lengths) throws IOException {
    int used = 0;
    for (int length : lengths) {
      if (length > 0) {
        counts[length]++;
        used++;
      }
    }
    int open = 1;
    int[] next = new int[LONGEST + 1];
    for (int length = 1; length <= LONGEST; length++) {
      open = 2 * open - counts[length];
      next[length] = next[length - 1] + counts[length - 1];
      if (open < 0) {
        throw damaged();
      }
    }
    if (used == 0 || used > 1 && open != 0) {
      throw damaged();
    }
    symbols = new short[used];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = (short) symbol;
      }
    }
    shortCodes = used == 1 ? new char[0] : shortCodes(counts, symbols);
  }

  private static char[] shortCodes(int[] counts, short[] symbols) {
    int longest = LONGEST;
    while (counts[longest] == 0) {
      longest--;
    }
    int bits = Math.min(SHORT, longest);
    char[] all = new char[1 << bits];
    int code = 0;
    int index = 0;
    for (int length = 1; length <= bits; length++) {
      for (int i = 0; i < counts[length]; i++) {
        int first = Integer.reverse(code++) >>> Integer.SIZE - length;
        for (int ahead = first; ahead < all.length; ahead += 1 << length) {
          all[ahead] = (char) (symbols[index] << LENGTH_BITS | length);
        }
        index++;
      }
      code <<= 1;
    }
    return all;
  }

  private static IIOException damaged() {
    return new IIOException("its prefix codes are damaged");
  }

  /**
   * Reads codes as they are stored.
   *
   * @param alphabet number of symbols
   */
  static WebpCodes read(WebpBits bits, int alphabet) throws IOException {
    if (bits.read(1) == 1) {
      return new WebpCodes(fewLengths(bits, alphabet));
    }
    int[] ofLengths = new int[ORDER.length];
    int stored = 4 + bits.read(4);
    for (int i = 0; i < stored; i++) {
      ofLengths[ORDER[i]] = bits.read(3);
    }
    return new WebpCodes(lengths(bits, alphabet, new WebpCodes(ofLengths)));
  }

  /** Of one or two symbols. */
  private static int[] fewLengths(WebpBits bits, int alphabet) throws IOException {
    int[] lengths = new int[Math.max(alphabet, 256)];
    boolean two = bits.read(1) == 1;
    lengths[bits.read(bits.read(1) == 1 ? 8 : 1)] = 1;
    if (two) {
      lengths[bits.read(8)] = 1;
    }
    return Arrays.copyOf(lengths, alphabet);
  }

  private static int[] lengths(WebpBits bits, int alphabet, WebpCodes ofLengths)
      throws IOException {
    int[] lengths = new int[alphabet];
    int left = alphabet;
    if (bits.read(1) == 1) {
      left = 2 + bits.read(2 + 2 * bits.read(3));
      if (left > alphabet) {
        throw damaged();
      }
    }
    int before = 8;
    int symbol = 0;
    while (symbol < alphabet && left-- > 0) {
      int length = ofLengths.next(bits);
      if (length <= LONGEST) {
        lengths[symbol++] = length;
        before = length == 0 ? before : length;
        continue;
      }
      int repeat =
          switch (length) {
            case 16 -> 3 + bits.read(2);
            case 17 -> 3 + bits.read(3);
            default -> 11 + bits.read(7);
          };
      if (symbol + repeat > alphabet) {
        throw damaged();
      }
      Arrays.fill(lengths, symbol, symbol + repeat, length == 16 ? before : 0);
      symbol += repeat;
    }
    return lengths;
  }

  /** Whether there is one symbol, which takes no bit. */
  boolean isSingle() {
    return symbols.length == 1;
  }

  /** The symbol of a code that {@link #isSingle()}. */
  int single() {
    return symbols[0];
  }

  /** Reads a symbol. */
  int next(WebpBits bits) throws IOException {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int ahead = bits.peek();
    int known = shortCodes[ahead & shortCodes.length - 1];
    if (known != 0) {
      bits.skip(known & LONGEST);
      return known >> LENGTH_BITS;
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code |= ahead & 1;
      ahead >>>= 1;
      int count = counts[length];
      if (code - first < count) {
        bits.skip(length);
        return symbols[index + code - first];
      }
      index += count;
      first = first + count << 1;
      code <<= 1;
    }
    throw damaged();
  }
}
