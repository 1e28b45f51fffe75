package org.jpose.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;

/**
 * Native input arrays that are used again, so that a run allocates none. As many are kept as were
 * in use at once.
 */
final class InputBuffers {
  /** Colour planes of an input. */
  static final int COLOURS = 3;

  private final ConcurrentLinkedQueue<Buffer> idle = new ConcurrentLinkedQueue<>();

  /** A buffer of so many floats. */
  Buffer borrow(int floats) {
    Buffer buffer = idle.poll();
    if (buffer == null || buffer.all.capacity() < floats) {
      buffer = new Buffer(floats);
    }
    buffer.all.clear().limit(floats);
    return buffer;
  }

  void giveBack(Buffer buffer) {
    idle.offer(buffer);
  }

  /** One native array and a row of scratch. */
  static final class Buffer {
    private final FloatBuffer all;
    private float[] plane = new float[0];

    private Buffer(int floats) {
      all =
          ByteBuffer.allocateDirect(floats * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }

    FloatBuffer values() {
      return all;
    }

    /** Puts the image at a place in the batch, as the network takes it. */
    void put(int index, Image image, ColourOrder order, ModelContract.Input form) {
      if (form.channelsLast()) {
        putPixels(index, image, order);
      } else {
        put(index, image, order);
      }
      if (form.scale() != 1 || form.shift() != 0) {
        int size = image.width() * image.height() * COLOURS;
        for (int i = index * size; i < (index + 1) * size; i++) {
          all.put(i, (float) (all.get(i) * form.scale() + form.shift()));
        }
      }
    }

    private void putPixels(int index, Image image, ColourOrder order) {
      int first = index * image.width() * image.height() * COLOURS;
      int turn = image.order() == order ? 0 : COLOURS - 1;
      byte[] pixels = image.pixels();
      for (int i = 0; i < pixels.length; i++) {
        int colour = i % COLOURS;
        all.put(first + i, pixels[i - colour + Math.abs(turn - colour)] & 0xff);
      }
    }

    /** Puts the image at a place in the batch, as three planes in the network's colour order. */
    void put(int index, Image image, ColourOrder order) {
      int size = image.width() * image.height();
      if (plane.length < size) {
        plane = new float[size];
      }
      for (int colour = 0; colour < COLOURS; colour++) {
        int offset = image.order() == order ? colour : COLOURS - 1 - colour;
        spread(image.pixels(), offset, plane, size);
        all.put((index * COLOURS + colour) * size, plane, 0, size);
      }
    }

    private static void spread(byte[] pixels, int offset, float[] plane, int size) {
      for (int i = 0, from = offset; i < size; i++, from += COLOURS) {
        plane[i] = pixels[from] & 0xff;
      }
    }
  }
}
