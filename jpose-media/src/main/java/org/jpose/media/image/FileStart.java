package org.jpose.media.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Tells what a file that is no image seems to be, from its first bytes. */
final class FileStart {
  private static final int LENGTH = 16;

  private FileStart() {}

  /** What was found, and what to do if there is something to do. */
  static String describe(EncodedImage image) throws IOException {
    byte[] start;
    try (InputStream in = image.open()) {
      start = in.readNBytes(LENGTH);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("ftyp", 4)) {
      return "it is a video";
    }
    if (text.startsWith("%PDF")) {
      return "it is a PDF document; save its pages as PNG";
    }
    if (text.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\n' || c == '\r' || c == '\t')) {
      return "it begins with the text '" + text.strip().split("\\R", 2)[0] + "'";
    }
    return "it begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
  }
}
