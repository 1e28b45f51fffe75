package org.jpose.media.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JPEG file of the kind cameras and programs mostly write, nothing missing: baseline, 8 bits,
 * JFIF with three components, 4:4:4, 4:2:2 or 4:2:0, one scan, every code known, no bytes lost or
 * left over in it, no colour profile but sRGB's. Decoders need not guess anything in it, and so
 * agree.
 *
 * @param width pixels in a row
 * @param height number of rows
 * @param exif whether there is EXIF in it, which may say that its pixels are to be turned
 */
record PlainJpeg(int width, int height, boolean exif) {
  private static final int START = 0xffd8;
  private static final int END = 0xd9;
  private static final int JFIF = 0xe0;
  private static final int EXIF_OR_XMP = 0xe1;
  private static final int PROFILE = 0xe2;
  private static final int ADOBE = 0xee;
  private static final int LAST_OF_APPLICATIONS = 0xef;
  private static final int COMMENT = 0xfe;
  private static final int TABLES = 0xdb;
  private static final int CODES = 0xc4;
  private static final int FRAME = 0xc0;
  private static final int INTERVAL = 0xdd;
  private static final int SCAN = 0xda;
  private static final int COMPONENTS = 3;

  /**
   * Looks at a file from its first to its last code. Cost: about a quarter of decoding it.
   *
   * @return empty if it is of another kind, or not whole; what is wrong is for others to tell
   */
  static Optional<PlainJpeg> of(byte[] file) {
    return new Parser(file).parse();
  }

  private static final class Parser {
    private final byte[] file;
    private final boolean[] quantized = new boolean[4];
    private final HuffmanTable[] first = new HuffmanTable[4];
    private final HuffmanTable[] others = new HuffmanTable[4];
    private final int[] samplings = new int[COMPONENTS];
    private final int[] tables = new int[COMPONENTS];
    private int width;
    private int height;
    private int interval;
    private boolean exif;

    Parser(byte[] file) {
      this.file = file;
    }

    Optional<PlainJpeg> parse() {
      boolean jfif =
          file.length > 11 && twoBytes(0) == START && twoBytes(2) == 0xffe0 && isText("JFIF", 6);
      if (!jfif) {
        return Optional.empty();
      }
      int at = 2;
      while (at + 4 <= file.length && file[at] == -1) {
        int marker = file[at + 1] & 0xff;
        int end = at + 2 + twoBytes(at + 2);
        if (end < at + 4 || end > file.length || !read(marker, at + 4, end)) {
          return Optional.empty();
        }
        if (marker == SCAN) {
          return isWhole(end) ? Optional.of(new PlainJpeg(width, height, exif)) : Optional.empty();
        }
        at = end;
      }
      return Optional.empty();
    }

    /** Whether a segment is one of a plain file. */
    private boolean read(int marker, int from, int end) {
      return switch (marker) {
        case EXIF_OR_XMP -> {
          exif |= end - from >= 4 && isText("Exif", from);
          yield true;
        }
        case TABLES -> readTables(from, end);
        case CODES -> readCodes(from, end);
        case FRAME -> readFrame(from, end);
        case INTERVAL -> readInterval(from, end);
        case SCAN -> isOfAll(from, end);
        case PROFILE -> end - from < 12 || !isText("ICC_PROFILE", from) || isStandard(from, end);
        default -> marker == COMMENT || isApplication(marker);
      };
    }

    /** Adobe's segment may say that colours are stored in another way. */
    private static boolean isApplication(int marker) {
      return marker >= JFIF && marker <= LAST_OF_APPLICATIONS && marker != ADOBE;
    }

    private boolean isText(String text, int from) {
      for (int i = 0; i < text.length(); i++) {
        if (file[from + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    /** Whether a colour profile calls itself sRGB; colours need not be converted then. */
    private boolean isStandard(int from, int end) {
      String profile = new String(file, from, end - from, StandardCharsets.ISO_8859_1);
      int description = profile.indexOf("desc\0\0\0\0");
      return description >= 0 && profile.startsWith("sRGB IEC61966-2.1", description + 12);
    }

    private boolean readTables(int from, int end) {
      for (int at = from; at < end; at += 65) {
        int table = file[at] & 0xff;
        if (table > 3 || at + 65 > end) {
          return false;
        }
        quantized[table] = true;
      }
      return true;
    }

    private boolean readCodes(int from, int end) {
      int at = from;
      while (at + 17 <= end) {
        int table = file[at] & 0x0f;
        int kind = file[at] >> 4;
        int count = 0;
        for (int i = 1; i <= 16; i++) {
          count += file[at + i] & 0xff;
        }
        if (table > 3 || kind < 0 || kind > 1 || count > 256 || at + 17 + count > end) {
          return false;
        }
        Optional<HuffmanTable> codes = HuffmanTable.of(file, at + 1, count);
        if (codes.isEmpty() || kind == 0 && !codes.get().isUpTo(11)) {
          return false;
        }
        (kind == 0 ? first : others)[table] = codes.get();
        at += 17 + count;
      }
      return at == end;
    }

    private boolean readFrame(int from, int end) {
      if (end - from != 6 + 3 * COMPONENTS || width > 0) {
        return false;
      }
      height = twoBytes(from + 1);
      width = twoBytes(from + 3);
      if (file[from] != 8 || width < 1 || height < 1 || file[from + 5] != COMPONENTS) {
        return false;
      }
      for (int i = 0; i < COMPONENTS; i++) {
        int at = from + 6 + 3 * i;
        samplings[i] = file[at + 1];
        tables[i] = file[at + 2] & 0xff;
        if (file[at] != i + 1 || tables[i] > 3) {
          return false;
        }
      }
      return (samplings[0] == 0x11 || samplings[0] == 0x21 || samplings[0] == 0x22)
          && samplings[1] == 0x11
          && samplings[2] == 0x11;
    }

    private boolean readInterval(int from, int end) {
      interval = end - from == 2 ? twoBytes(from) : 0;
      return end - from == 2;
    }

    private boolean isOfAll(int from, int end) {
      if (width == 0 || end - from != 4 + 2 * COMPONENTS || file[from] != COMPONENTS) {
        return false;
      }
      for (int i = 0; i < COMPONENTS; i++) {
        int codes = file[from + 2 + 2 * i] & 0xff;
        if (file[from + 1 + 2 * i] != i + 1
            || (codes & 0xcc) != 0
            || first[codes >> 4] == null
            || others[codes & 3] == null
            || !quantized[tables[i]]) {
          return false;
        }
      }
      return file[end - 3] == 0 && file[end - 2] == 63 && file[end - 1] == 0;
    }

    private boolean isWhole(int start) {
      int across = samplings[0] >> 4;
      int down = samplings[0] & 0xf;
      List<JpegScan.Component> components = new ArrayList<>();
      for (int i = 0; i < COMPONENTS; i++) {
        int codes = file[start - 2 - 2 * COMPONENTS + 2 * i] & 0xff;
        int blocks = i == 0 ? across * down : 1;
        components.add(new JpegScan.Component(blocks, first[codes >> 4], others[codes & 3]));
      }
      long groups =
          (long) ((width + 8 * across - 1) / (8 * across)) * ((height + 8 * down - 1) / (8 * down));
      int end = new JpegScan(file, start).end(components, groups, interval);
      return end >= 0 && (file[end + 1] & 0xff) == END;
    }

    private int twoBytes(int at) {
      return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }
  }
}
