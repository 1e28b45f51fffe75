package org.jpose.media.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A PNG file (W3C PNG specification) without what its pixels do not need: text, profiles and times,
 * which readers would unpack, to gigabytes if somebody wants it so. Not thread-safe. Closing it
 * closes the file.
 */
final class PngPixels extends ImageInputStreamImpl {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int TRANSPARENCY = 0x74524e53;
  private static final int END = 0x49454e44;

  private final ImageInputStream file;
  private final List<Part> parts;
  private int current;

  /** Bytes of the file that are kept; their place in what is left of it. */
  private record Part(long inFile, long start, long length) {
    long end() {
      return start + length;
    }
  }

  private PngPixels(ImageInputStream file, List<Part> parts) {
    this.file = file;
    this.parts = parts;
  }

  /**
   * The file as it is to be read: without the chunks if it is a PNG, as it is if not.
   *
   * @param file at its start, and there again afterwards
   */
  static ImageInputStream of(ImageInputStream file) throws IOException {
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    boolean png;
    try {
      png = file.readLong() == SIGNATURE;
    } catch (EOFException e) {
      png = false;
    }
    file.seek(0);
    return png ? new PngPixels(file, parts(file)) : file;
  }

  private static List<Part> parts(ImageInputStream file) throws IOException {
    long size = file.length();
    List<Part> kept = new ArrayList<>();
    long start = 0;
    long at = 8;
    while (at + 12 <= size) {
      file.seek(at);
      long length = file.readInt();
      int type = file.readInt();
      long next = at + 12 + length;
      if (length < 0 || next > size || type == END) {
        // Damage is for the reader to find.
        break;
      }
      if (isNeedless(type)) {
        add(kept, start, at);
        start = next;
      }
      at = next;
    }
    add(kept, start, size);
    return kept;
  }

  /** Whether a chunk is one that may be left out, by the case of its first letter. */
  private static boolean isNeedless(int type) {
    int first = type >>> 24;
    return first >= 'a' && first <= 'z' && type != TRANSPARENCY;
  }

  private static void add(List<Part> parts, long from, long to) {
    if (to > from) {
      long start = parts.isEmpty() ? 0 : parts.get(parts.size() - 1).end();
      parts.add(new Part(from, start, to - from));
    }
  }

  @Override
  public long length() {
    return parts.get(parts.size() - 1).end();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= length()) {
      return -1;
    }
    while (streamPos >= parts.get(current).end()) {
      current++;
    }
    while (streamPos < parts.get(current).start()) {
      current--;
    }
    Part part = parts.get(current);
    file.seek(part.inFile() + streamPos - part.start());
    int read = file.read(bytes, offset, (int) Math.min(length, part.end() - streamPos));
    streamPos += Math.max(0, read);
    return read;
  }

  @Override
  public void close() throws IOException {
    super.close();
    file.close();
  }
}
