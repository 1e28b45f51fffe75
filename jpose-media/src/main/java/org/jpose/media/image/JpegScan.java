package org.jpose.media.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Walks through the codes of a JPEG's only scan (ITU-T T.81, annex F.2) without decoding what they
 * stand for. Not thread-safe.
 */
final class JpegScan {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** A code of 16 bits and the bits of a value after it are fewer. */
  private static final int ENOUGH = 32;

  private static final int COEFFICIENTS = 64;
  private static final int MOST_BITS = 10;
  private static final int ZEROS = 0xf0;
  private static final int RESTART = 0xd0;

  private final byte[] bytes;
  private int at;

  /** The last {@code held} of these bits are still to be read. */
  private long bits;

  private int held;

  /** At the first byte of the scan's codes. */
  JpegScan(byte[] bytes, int start) {
    this.bytes = bytes;
    at = start;
  }

  /** Codes of a component's blocks in a group. */
  record Component(int blocks, HuffmanTable first, HuffmanTable others) {}

  /**
   * Walks to the marker after the scan.
   *
   * @param components in the order of their blocks
   * @param groups groups of blocks (MCUs) in the image
   * @param interval groups between restarts; 0 if there are none
   * @return where the marker is; -1 if a code is unknown, or missing, or bytes are left over
   */
  int end(List<Component> components, long groups, int interval) {
    Component[] each = components.toArray(Component[]::new);
    int restarts = 0;
    for (long group = 0; group < groups; group++) {
      if (interval > 0 && group > 0 && group % interval == 0) {
        if (!isAtMarker() || (bytes[at + 1] & 0xff) != RESTART + (restarts++ & 7)) {
          return -1;
        }
        at += 2;
        held = 0;
      }
      for (Component component : each) {
        for (int block = 0; block < component.blocks; block++) {
          if (!skipBlock(component.first, component.others)) {
            return -1;
          }
        }
      }
    }
    return isAtMarker() ? at : -1;
  }

  /** What is left of the last byte is padding. */
  private boolean isAtMarker() {
    return held < Byte.SIZE && at + 1 < bytes.length && bytes[at] == -1 && bytes[at + 1] != 0;
  }

  private boolean skipBlock(HuffmanTable first, HuffmanTable others) {
    int code = code(first);
    if (code == 0 || !skip((code >> 8) + (code & 0xff))) {
      return false;
    }
    for (int i = 1; i < COEFFICIENTS; i++) {
      code = code(others);
      int symbol = code & 0xff;
      int size = symbol & 0xf;
      if (code == 0 || size > MOST_BITS || !skip((code >> 8) + size)) {
        return false;
      }
      if (symbol == 0) {
        return true;
      }
      if (size == 0 && symbol != ZEROS) {
        return false;
      }
      i += symbol >> 4;
      if (i >= COEFFICIENTS) {
        return false;
      }
    }
    return true;
  }

  private int code(HuffmanTable table) {
    if (held < ENOUGH) {
      refill();
    }
    long next = held >= Short.SIZE ? bits >>> held - Short.SIZE : bits << Short.SIZE - held;
    return table.find((int) next & 0xffff);
  }

  private boolean skip(int count) {
    held -= count;
    return held >= 0;
  }

  /** Up to the next marker. Zeros after bytes of ones are no part of the codes. */
  private void refill() {
    if (at + Integer.BYTES <= bytes.length) {
      int four = (int) INTS.get(bytes, at);
      // No byte of the four is 0xff.
      if ((~four - 0x01010101 & four & 0x80808080) == 0) {
        bits = bits << Integer.SIZE | four & 0xffffffffL;
        held += Integer.SIZE;
        at += Integer.BYTES;
        return;
      }
    }
    while (held < ENOUGH && at < bytes.length) {
      int value = bytes[at] & 0xff;
      if (value == 0xff) {
        if (at + 1 >= bytes.length || bytes[at + 1] != 0) {
          return;
        }
        at++;
      }
      at++;
      bits = bits << Byte.SIZE | value;
      held += Byte.SIZE;
    }
  }
}
