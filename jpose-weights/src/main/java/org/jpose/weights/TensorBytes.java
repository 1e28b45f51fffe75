package org.jpose.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpose.core.ModelFormatException;

/** Numbers as little-endian bytes. */
public final class TensorBytes {
  private static final int CHUNK = 1 << 14;

  private TensorBytes() {}

  /**
   * Writes the numbers.
   *
   * @param what names them in messages
   * @throws ModelFormatException if a number is too large for the precision
   */
  public static void write(OutputStream out, String what, float[] data, Precision precision)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < data.length; ) {
      int count = Math.min(CHUNK, data.length - done);
      buffer.clear();
      for (int i = done; i < done + count; i++) {
        if (precision == Precision.FLOAT16) {
          buffer.putShort(half(what, data[i]));
        } else {
          buffer.putFloat(data[i]);
        }
      }
      out.write(buffer.array(), 0, buffer.position());
      done += count;
    }
  }

  private static short half(String what, float value) {
    short half = Float16.fromFloat(value);
    if (Float.isFinite(value) && !Float.isFinite(Float16.toFloat(half))) {
      throw new ModelFormatException(
          "%s has %s, float16 ends at %s; write it as float32".formatted(what, value, Float16.MAX));
    }
    return half;
  }
}
