package org.jpose.media.image;

import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.IIOException;

/**
 * Walks through the codes of a lossless WebP picture (RFC 9649, section 3) from the first to the
 * last, to find whether there are as many pixels as it says. Transforms and the colours of the
 * picture itself are not computed. Cost: about that of decoding it. Not thread-safe.
 */
final class LosslessWebp {
  private static final int SIGNATURE = 0x2f;
  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int MOST_CACHE_BITS = 11;
  private static final int HASH = 0x1e35a7bd;

  /** Alphabets of green, lengths and the cache (without it); red, blue, alpha, distances. */
  private static final int[] ALPHABETS = {LITERALS + LENGTHS, LITERALS, LITERALS, LITERALS, 40};

  /** What distances 1 to 120 stand for: rows above in the upper half, 8 - columns in the lower. */
  private static final byte[] NEIGHBOURS =
      HexFormat.of()
          .parseHex(
              "1807171928062729161a262a38053739151b363a252b48044749141c353b"
                  + "464a242c58454b343c035759131d565a232d444c555b333d68026769121e"
                  + "666a222e545c434d656b323e78017779535d111f646c424e767a212f757b"
                  + "313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

  private final WebpBits bits;
  private int width;
  private int height;

  /** A picture: what is in a chunk VP8L. */
  LosslessWebp(byte[] picture) {
    bits = new WebpBits(picture);
  }

  /**
   * Reads the sizes.
   *
   * @throws IOException if it does not begin as a picture does
   */
  void readHeader() throws IOException {
    if (bits.read(8) != SIGNATURE) {
      throw new IIOException("its picture does not begin as one");
    }
    width = 1 + bits.read(14);
    height = 1 + bits.read(14);
    // Of transparency and the version, of which there is one.
    if (bits.read(4) >> 1 != 0) {
      throw new IIOException("its picture is of an unknown version");
    }
  }

  /** Pixels in a row. */
  int width() {
    return width;
  }

  /** Number of rows. */
  int height() {
    return height;
  }

  /**
   * Reads what follows the header.
   *
   * @throws IOException if it ends early or is damaged
   */
  void checkData() throws IOException {
    int across = width;
    int seen = 0;
    while (bits.read(1) == 1) {
      int transform = bits.read(2);
      if ((seen >> transform & 1) == 1) {
        throw new IIOException("its transforms are damaged");
      }
      seen |= 1 << transform;
      if (transform <= 1) {
        int side = 2 + bits.read(3);
        readPart(parts(across, side), parts(height, side), false);
      } else if (transform == 3) {
        int colours = 1 + bits.read(8);
        readPart(colours, 1, false);
        across = parts(across, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
      }
    }
    readPicture(across);
  }

  private static int parts(int size, int bits) {
    return size + (1 << bits) - 1 >> bits;
  }

  private int readCacheBits() throws IOException {
    if (bits.read(1) == 0) {
      return 0;
    }
    int cache = bits.read(4);
    if (cache < 1 || cache > MOST_CACHE_BITS) {
      throw new IIOException("its colour cache is damaged");
    }
    return cache;
  }

  /** A small picture that goes before: its colours, if they are asked for. */
  private int[] readPart(int across, int down, boolean wanted) throws IOException {
    int cache = readCacheBits();
    Blocks codes =
        new Blocks(new WebpCodes[][] {readCodes(cache)}, new int[1], Integer.SIZE - 1, 1);
    int[] colours = wanted ? new int[across * down] : null;
    readPixels(across, (long) across * down, cache, codes, colours);
    return colours;
  }

  private void readPicture(int across) throws IOException {
    int cache = readCacheBits();
    boolean one = bits.read(1) == 0;
    int side = one ? 0 : 2 + bits.read(3);
    int blocks = parts(across, side);
    int[] groups = one ? new int[1] : readPart(blocks, parts(height, side), true);
    int count = 0;
    for (int i = 0; i < groups.length; i++) {
      groups[i] = groups[i] >>> 8 & 0xffff;
      count = Math.max(count, groups[i] + 1);
    }
    WebpCodes[][] codes = new WebpCodes[count][];
    for (int i = 0; i < count; i++) {
      codes[i] = readCodes(cache);
    }
    if (one && isOneColour(codes[0])) {
      return;
    }
    long pixels = (long) across * height;
    readPixels(
        across,
        pixels,
        cache,
        new Blocks(codes, groups, one ? Integer.SIZE - 1 : side, blocks),
        null);
  }

  private WebpCodes[] readCodes(int cache) throws IOException {
    WebpCodes[] codes = new WebpCodes[ALPHABETS.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = WebpCodes.read(bits, ALPHABETS[i] + (i == 0 && cache > 0 ? 1 << cache : 0));
    }
    return codes;
  }

  private static boolean isOneColour(WebpCodes[] codes) {
    return codes[0].isSingle()
        && codes[0].single() < LITERALS
        && codes[1].isSingle()
        && codes[2].isSingle()
        && codes[3].isSingle();
  }

  /**
   * Says which codes a pixel has.
   *
   * @param groups number of the codes of each block
   * @param side bits of a block's width and height in pixels
   * @param across blocks in a row
   */
  private record Blocks(WebpCodes[][] codes, int[] groups, int side, int across) {
    WebpCodes[] at(int column, int row) {
      return codes[groups[(row >> side) * across + (column >> side)]];
    }

    boolean isFirst(int column) {
      return (column & (1 << side) - 1) == 0;
    }
  }

  /** Reads pixels; their colours are kept if there is an array for them. */
  private void readPixels(int across, long pixels, int cache, Blocks blocks, int[] colours)
      throws IOException {
    int[] cached = new int[1 << cache];
    WebpCodes[] codes = blocks.at(0, 0);
    int column = 0;
    int row = 0;
    long at = 0;
    while (at < pixels) {
      int symbol = codes[0].next(bits);
      if (symbol >= LITERALS && symbol < LITERALS + LENGTHS) {
        int length = readNumber(symbol - LITERALS);
        long distance = distance(readNumber(codes[4].next(bits)), across);
        if (distance > at || length > pixels - at) {
          throw new IIOException("its pixels are damaged");
        }
        for (int i = 0; colours != null && i < length; i++) {
          put(colours, (int) at + i, colours[(int) (at + i - distance)], cached, cache);
        }
        at += length;
        row = (int) (at / across);
        column = (int) (at % across);
        codes = at < pixels ? blocks.at(column, row) : codes;
        continue;
      }
      int colour;
      if (symbol < LITERALS) {
        int red = codes[1].next(bits);
        int blue = codes[2].next(bits);
        int alpha = codes[3].next(bits);
        colour = alpha << 24 | red << 16 | symbol << 8 | blue;
      } else {
        colour = cached[symbol - LITERALS - LENGTHS];
      }
      if (colours != null) {
        put(colours, (int) at, colour, cached, cache);
      }
      at++;
      column++;
      if (column == across) {
        column = 0;
        row++;
      }
      if (blocks.isFirst(column) && at < pixels) {
        codes = blocks.at(column, row);
      }
    }
  }

  private static void put(int[] colours, int at, int colour, int[] cached, int cache) {
    colours[at] = colour;
    if (cache > 0) {
      cached[HASH * colour >>> Integer.SIZE - cache] = colour;
    }
  }

  private int readNumber(int symbol) throws IOException {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = symbol - 2 >> 1;
    return (2 + (symbol & 1) << extra) + bits.read(extra) + 1;
  }

  private static long distance(int code, int across) {
    if (code > NEIGHBOURS.length) {
      return code - NEIGHBOURS.length;
    }
    int neighbour = NEIGHBOURS[code - 1];
    return Math.max(1, (long) (neighbour >> 4) * across + 8 - (neighbour & 0xf));
  }
}
