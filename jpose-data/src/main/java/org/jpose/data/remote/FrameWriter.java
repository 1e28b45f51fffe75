package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a small frame; grows as needed. */
final class FrameWriter {
  private ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  /** A frame of a kind, its header written. */
  FrameWriter(FrameKind kind) {
    header(out, kind);
  }

  static void header(ByteBuffer out, FrameKind kind) {
    out.putShort(FrameReader.MAGIC).put(FrameReader.VERSION).put(kind.code());
  }

  FrameWriter put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  FrameWriter put(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FrameWriter put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  byte[] frame() {
    return Arrays.copyOf(out.array(), out.position());
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      int size = Math.max(2 * out.capacity(), out.position() + bytes);
      out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(out.flip());
    }
    return out;
  }
}
