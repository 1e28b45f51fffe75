package org.jpose.media.image;

import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds EXIF's orientation (Exif 2.32, tag 0x0112) in a file and reads nothing else of its
 * metadata: nothing is unpacked, no chain of directories is followed, and no more than a few bytes
 * are held.
 */
final class ExifOrientation {
  /** Of a file that tells none. */
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  /** Bytes between the segments of a JPEG file that are passed over. */
  private static final int MOST_STRAY = 1 << 16;

  private static final int MOST_ENTRIES = 4096;

  private final ImageInputStream file;

  private ExifOrientation(ImageInputStream file) {
    this.file = file;
  }

  /**
   * The first orientation a file tells.
   *
   * @return EXIF's number, which may be a wrong one
   * @throws IOException if the file ends before its metadata does
   */
  static int of(ImageInputStream file, ImageKind kind) throws IOException {
    ExifOrientation found = new ExifOrientation(file);
    return switch (kind) {
      case JPEG -> found.ofJpeg();
      case PNG -> found.ofPng();
      case TIFF -> found.ofBlock(0);
      case WEBP -> found.ofWebp();
      default -> UPRIGHT;
    };
  }

  private int ofJpeg() throws IOException {
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    file.seek(2);
    while (true) {
      int marker = nextMarker();
      if (marker == 0xda || marker == 0xd9) {
        return UPRIGHT;
      }
      boolean alone = marker == 0x01 || marker >= 0xd0 && marker <= 0xd7;
      if (alone) {
        continue;
      }
      long start = file.getStreamPosition();
      int length = file.readUnsignedShort();
      if (marker == 0xe1 && length >= 16 && isExif()) {
        int orientation = ofBlock(start + 8);
        if (orientation != 0) {
          return orientation;
        }
        file.setByteOrder(ByteOrder.BIG_ENDIAN);
      }
      file.seek(start + Math.max(2, length));
    }
  }

  private int nextMarker() throws IOException {
    int before = file.readUnsignedByte();
    for (int i = 0; i < MOST_STRAY; i++) {
      int next = file.readUnsignedByte();
      if (before == 0xff && next != 0xff && next != 0) {
        return next;
      }
      before = next;
    }
    throw new IOException("no further segment");
  }

  private boolean isExif() throws IOException {
    return file.readInt() == 0x45786966 && file.readUnsignedShort() == 0;
  }

  private int ofPng() throws IOException {
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    long at = 8;
    while (true) {
      file.seek(at);
      long length = file.readUnsignedInt();
      int type = file.readInt();
      if (type == 0x49454e44) {
        return UPRIGHT;
      }
      if (type == 0x65584966) {
        return Math.max(UPRIGHT, ofBlock(at + 8));
      }
      at += 12 + length;
    }
  }

  private int ofWebp() throws IOException {
    long at = 12;
    while (true) {
      file.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      file.seek(at);
      int type = file.readInt();
      long length = file.readUnsignedInt();
      if (type == 0x46495845) {
        file.setByteOrder(ByteOrder.BIG_ENDIAN);
        // Some programs write what a JPEG file has before the block.
        return Math.max(UPRIGHT, ofBlock(isExif() ? at + 14 : at + 8));
      }
      at += 8 + length + (length & 1);
    }
  }

  /** Of the first directory of a TIFF structure: 0 if it tells none. */
  private int ofBlock(long start) throws IOException {
    file.seek(start);
    file.setByteOrder(ByteOrder.BIG_ENDIAN);
    int order = file.readUnsignedShort();
    if (order != 0x4d4d && order != 0x4949) {
      return 0;
    }
    file.setByteOrder(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int version = file.readUnsignedShort();
    if (version == 43) {
      file.skipBytes(4);
      file.seek(start + file.readLong());
      return ofEntries(file.readLong(), 20, 8);
    }
    file.seek(start + file.readUnsignedInt());
    return ofEntries(file.readUnsignedShort(), 12, 4);
  }

  private int ofEntries(long count, int size, int counted) throws IOException {
    long first = file.getStreamPosition();
    for (int i = 0; i < Math.min(count, MOST_ENTRIES); i++) {
      file.seek(first + (long) i * size);
      if (file.readUnsignedShort() == TAG) {
        int type = file.readUnsignedShort();
        file.skipBytes(counted);
        return value(type);
      }
    }
    return 0;
  }

  private int value(int type) throws IOException {
    return switch (type) {
      case BYTE -> file.readUnsignedByte();
      case SHORT -> file.readUnsignedShort();
      case LONG -> (int) Math.min(Integer.MAX_VALUE, file.readUnsignedInt());
      default -> 0;
    };
  }
}
