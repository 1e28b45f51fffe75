package org.jpose.media.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;

/**
 * Looks whether a WebP file (RFC 9649) holds the picture it says it holds: TwelveMonkeys' reader
 * gives black, or what there is, where a file ends early or has no picture in it.
 */
final class WholeWebp {
  private static final int LOSSY = 0x20385056;
  private static final int LOSSLESS = 0x4c385056;
  private static final int EXTENDED = 0x58385056;
  private static final int FRAME = 0x464d4e41;
  private static final int FRAME_HEADER = 16;
  private static final int ANIMATED = 2;

  private final ImageInputStream file;
  private final int width;
  private final int height;

  private WholeWebp(ImageInputStream file, int width, int height) {
    this.file = file;
    this.width = width;
    this.height = height;
  }

  /**
   * Checks the file, or its first frame.
   *
   * @param width pixels in a row, as the file or its first frame says
   * @param height number of rows
   * @throws IOException that says what is wrong
   */
  static void check(EncodedImage image, int width, int height) throws IOException {
    try (ImageInputStream file = image.openAnywhere()) {
      file.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      file.seek(4);
      long end = 8 + file.readUnsignedInt();
      if (end > image.size()) {
        throw new IIOException("it ends after " + image.size() + " of " + end + " bytes");
      }
      new WholeWebp(file, width, height).check(12, end, false);
    } catch (EOFException e) {
      throw new IIOException("it ends early", e);
    }
  }

  private void check(long from, long end, boolean inFrame) throws IOException {
    boolean animated = false;
    long at = from;
    while (at + 8 <= end) {
      file.seek(at);
      int type = file.readInt();
      long length = file.readUnsignedInt();
      long start = at + 8;
      if (start + length > end) {
        throw new IIOException("a part of it goes beyond its end");
      }
      if (type == EXTENDED && !inFrame) {
        animated = (file.readUnsignedByte() & ANIMATED) != 0;
      } else if (type == FRAME && animated) {
        check(start + FRAME_HEADER, start + length, true);
        return;
      } else if (type == LOSSY && !animated) {
        checkLossy(length);
        return;
      } else if (type == LOSSLESS && !animated) {
        checkLossless(length);
        return;
      }
      at = start + length + (length & 1);
    }
    throw new IIOException(
        inFrame ? "its first frame has no picture in it" : "there is no picture in it");
  }

  private void checkSize(int foundWidth, int foundHeight) throws IOException {
    if (foundWidth != width || foundHeight != height) {
      throw new IIOException("its picture has " + foundWidth + "x" + foundHeight + " pixels");
    }
  }

  /** Of a VP8 key frame (RFC 6386, 9.1) the sizes alone; its data is checked by who decodes it. */
  private void checkLossy(long length) throws IOException {
    int tag = file.readUnsignedByte() | file.readUnsignedShort() << 8;
    file.skipBytes(3);
    int across = file.readUnsignedShort() & 0x3fff;
    int down = file.readUnsignedShort() & 0x3fff;
    checkSize(across, down);
    if (10 + (tag >>> 5) > length) {
      throw new IIOException("its picture ends early");
    }
  }

  private void checkLossless(long length) throws IOException {
    if (length > Integer.MAX_VALUE - 16) {
      throw new IIOException("its picture has " + length + " bytes");
    }
    byte[] picture = new byte[(int) length];
    file.readFully(picture);
    LosslessWebp lossless = new LosslessWebp(picture);
    lossless.readHeader();
    checkSize(lossless.width(), lossless.height());
    lossless.checkData();
  }
}
