package org.jpose.media.image;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.IIOException;

/**
 * Looks whether the first frame of a GIF file (GIF89a) has all its pixels, by the lengths of its
 * codes: the JDK's reader gives black for those that are not there. Not thread-safe.
 */
final class WholeGif {
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2c;
  private static final int MOST_CODES = 4096;
  private static final int MOST_BITS = 12;

  private final InputStream in;
  private int left;
  private int held;
  private int heldBits;

  private WholeGif(InputStream in) {
    this.in = in;
  }

  /**
   * Checks the first frame.
   *
   * @param pixels it should have
   * @throws IOException that says what is wrong
   */
  static void check(EncodedImage file, long pixels) throws IOException {
    try (InputStream in = new BufferedInputStream(file.open(), 1 << 16)) {
      WholeGif gif = new WholeGif(in);
      gif.findFrame();
      long found = gif.count(pixels);
      if (found < pixels) {
        throw new IIOException("it has " + found + " of " + pixels + " pixels");
      }
    }
  }

  private int next() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("there is no picture in it");
    }
    return value;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipColours(int flags) throws IOException {
    if ((flags & 0x80) != 0) {
      skip(3 << (flags & 7) + 1);
    }
  }

  /** Goes to the codes of the first frame. */
  private void findFrame() throws IOException {
    skip(10);
    int flags = next();
    skip(2);
    skipColours(flags);
    int block = next();
    while (block != FRAME) {
      if (block == EXTENSION) {
        skip(1);
        for (int length = next(); length > 0; length = next()) {
          skip(length);
        }
      } else if (block != 0) {
        throw new IIOException("there is no picture in it");
      }
      block = next();
    }
    skip(8);
    skipColours(next());
  }

  /** Pixels that the codes stand for, up to as many as are wanted. */
  private long count(long wanted) throws IOException {
    int first = next();
    if (first < 1 || first >= MOST_BITS) {
      throw new IIOException("its codes begin with " + first + " bits");
    }
    int clear = 1 << first;
    int[] lengths = new int[MOST_CODES];
    int bits = first + 1;
    int known = clear + 2;
    int before = -1;
    long count = 0;
    while (count < wanted) {
      int code = read(bits);
      if (code < 0 || code == clear + 1) {
        return count;
      }
      if (code == clear) {
        bits = first + 1;
        known = clear + 2;
        before = -1;
        continue;
      }
      if (code > known || code == known && before < 0) {
        throw new IIOException("its codes are damaged after " + count + " pixels");
      }
      int ofBefore = before < 0 ? 0 : length(before, clear, lengths);
      int length = code == known ? ofBefore + 1 : length(code, clear, lengths);
      if (before >= 0 && known < MOST_CODES) {
        lengths[known++] = ofBefore + 1;
        bits += known == 1 << bits && bits < MOST_BITS ? 1 : 0;
      }
      before = code;
      count += length;
    }
    return count;
  }

  private static int length(int code, int clear, int[] lengths) {
    return code < clear ? 1 : lengths[code];
  }

  /** The next code; -1 where there is none. */
  private int read(int bits) throws IOException {
    while (heldBits < bits) {
      int next = nextOfBlocks();
      if (next < 0) {
        return -1;
      }
      held |= next << heldBits;
      heldBits += 8;
    }
    int code = held & (1 << bits) - 1;
    held >>>= bits;
    heldBits -= bits;
    return code;
  }

  private int nextOfBlocks() throws IOException {
    if (left == 0) {
      left = Math.max(0, in.read());
      if (left == 0) {
        return -1;
      }
    }
    left--;
    return in.read();
  }
}
