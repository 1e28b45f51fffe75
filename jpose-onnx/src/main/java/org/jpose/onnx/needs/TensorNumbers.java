package org.jpose.onnx.needs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Numbers of the types that tensors of ONNX files have (TensorProto.DataType). Stateless. */
final class TensorNumbers {
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int UINT16 = 4;
  private static final int INT16 = 5;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int BOOL = 9;
  private static final int FLOAT16 = 10;
  private static final int DOUBLE = 11;
  private static final int UINT32 = 12;
  private static final int UINT64 = 13;

  private static final Set<Integer> WHOLE =
      Set.of(UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64);

  private TensorNumbers() {}

  /** Whether numbers of a type are integers or booleans. */
  static boolean areWhole(int type) {
    return WHOLE.contains(type);
  }

  /** Bytes of a number; 0 of types whose numbers are not read. */
  static int bytes(int type) {
    return switch (type) {
      case UINT8, INT8, BOOL -> 1;
      case UINT16, INT16, FLOAT16 -> Short.BYTES;
      case FLOAT, INT32, UINT32 -> Integer.BYTES;
      case INT64, UINT64, DOUBLE -> Long.BYTES;
      default -> 0;
    };
  }

  /** The next number of bytes in a row. */
  static double next(ByteBuffer raw, int type) {
    return switch (type) {
      case UINT8, BOOL -> raw.get() & 0xff;
      case INT8 -> raw.get();
      case UINT16 -> raw.getShort() & 0xffff;
      case INT16 -> raw.getShort();
      case FLOAT16 -> half(raw.getShort());
      case FLOAT -> raw.getFloat();
      case INT32 -> raw.getInt();
      case UINT32 -> raw.getInt() & 0xffffffffL;
      case DOUBLE -> raw.getDouble();
      default -> raw.getLong();
    };
  }

  /** Numbers of a list; those of 16-bit floats are kept as integers there. */
  static double[] of(List<Double> listed, int type) {
    return listed.stream()
        .mapToDouble(number -> type == FLOAT16 ? half(number.shortValue()) : number)
        .toArray();
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -size : size;
  }
}
