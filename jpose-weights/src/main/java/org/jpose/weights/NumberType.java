package org.jpose.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpose.weights.pickle.ByteRegion;

/** Kinds of numbers in the files of other programs; all become {@code float}. */
public enum NumberType {
  FLOAT16(2) {
    @Override
    public float next(ByteBuffer in) {
      return Float16.toFloat(in.getShort());
    }
  },
  BFLOAT16(2) {
    @Override
    public float next(ByteBuffer in) {
      return Float16.fromBfloat16(in.getShort());
    }
  },
  FLOAT32(4) {
    @Override
    public float next(ByteBuffer in) {
      return in.getFloat();
    }
  },
  FLOAT64(8) {
    @Override
    public float next(ByteBuffer in) {
      return (float) in.getDouble();
    }
  },
  INT8(1) {
    @Override
    public float next(ByteBuffer in) {
      return in.get();
    }
  },
  UINT8(1) {
    @Override
    public float next(ByteBuffer in) {
      return in.get() & 0xff;
    }
  },
  INT16(2) {
    @Override
    public float next(ByteBuffer in) {
      return in.getShort();
    }
  },
  UINT16(2) {
    @Override
    public float next(ByteBuffer in) {
      return in.getShort() & 0xffff;
    }
  },
  INT32(4) {
    @Override
    public float next(ByteBuffer in) {
      return in.getInt();
    }
  },
  UINT32(4) {
    @Override
    public float next(ByteBuffer in) {
      return Integer.toUnsignedLong(in.getInt());
    }
  },
  INT64(8) {
    @Override
    public float next(ByteBuffer in) {
      return in.getLong();
    }
  };

  private static final int CHUNK = 1 << 16;

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /** Reads one number. */
  public abstract float next(ByteBuffer in);

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /**
   * Reads the first numbers of a region.
   *
   * @throws IndexOutOfBoundsException if it has fewer; checked before memory is taken
   */
  public float[] read(ByteRegion region, ByteOrder order, int count) throws IOException {
    ByteRegion numbers = region.slice(0, (long) count * bytes);
    float[] data = new float[count];
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, numbers.length())).order(order);
    int done = 0;
    while (done < count) {
      buffer.clear().limit(Math.min(CHUNK / bytes, count - done) * bytes);
      numbers.read((long) done * bytes, buffer);
      buffer.flip();
      while (buffer.hasRemaining()) {
        data[done++] = next(buffer);
      }
    }
    return data;
  }
}
