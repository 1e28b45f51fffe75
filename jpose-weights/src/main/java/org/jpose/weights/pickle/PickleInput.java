package org.jpose.weights.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jpose.core.ModelFormatException;

/** Reads a region from its start to its end; every length is checked against what is left. */
final class PickleInput {
  private static final int WINDOW = 1 << 13;
  private static final int LONGEST_TEXT = Integer.MAX_VALUE / 4;

  private final String file;
  private final ByteRegion region;
  private final ByteBuffer window =
      ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long windowStart;

  PickleInput(String file, ByteRegion region) {
    this.file = file;
    this.region = region;
  }

  ModelFormatException fault(String words) {
    return new ModelFormatException(file + ": pickle, byte " + position() + ": " + words);
  }

  long position() {
    return windowStart + window.position();
  }

  long left() {
    return region.length() - position();
  }

  private void require(long count) {
    if (count < 0 || count > left()) {
      throw fault(
          "%s bytes are announced, %d are left; is the file cut off?"
              .formatted(Long.toUnsignedString(count), left()));
    }
  }

  private ByteBuffer window(int count) throws IOException {
    require(count);
    if (window.remaining() < count) {
      windowStart = position();
      window.clear().limit((int) Math.min(WINDOW, region.length() - windowStart));
      region.read(windowStart, window);
      window.flip();
    }
    return window;
  }

  int unsignedByte() throws IOException {
    return window(1).get() & 0xff;
  }

  int unsignedShort() throws IOException {
    return window(Short.BYTES).getShort() & 0xffff;
  }

  int integer() throws IOException {
    return window(Integer.BYTES).getInt();
  }

  long unsignedInteger() throws IOException {
    return Integer.toUnsignedLong(integer());
  }

  long longInteger() throws IOException {
    return window(Long.BYTES).getLong();
  }

  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(longInteger()));
  }

  /** The next bytes, not copied. */
  ByteRegion region(long count) {
    require(count);
    ByteRegion slice = region.slice(position(), count);
    windowStart = position() + count;
    window.position(0).limit(0);
    return slice;
  }

  String text(long count) throws IOException {
    require(count);
    if (count > LONGEST_TEXT) {
      throw fault("text of " + count + " bytes; no weights file has that");
    }
    return new String(region(count).bytes(), StandardCharsets.UTF_8);
  }

  /** The bytes up to the end of the line, which is skipped. */
  byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.size() >= LONGEST_TEXT) {
        throw fault("a line of more than " + LONGEST_TEXT + " bytes; no weights file has that");
      }
      line.write(next);
    }
    return line.toByteArray();
  }
}
