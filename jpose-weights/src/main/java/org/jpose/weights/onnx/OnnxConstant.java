package org.jpose.weights.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.Float16;
import org.jpose.weights.Tensor;
import org.jpose.weights.proto.onnx.TensorProto;

/** Decodes an initializer of an ONNX file. */
final class OnnxConstant {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;
  private static final int DOUBLE = 11;
  private static final int BFLOAT16 = 16;
  private static final int EXTERNAL = 1;

  private final String file;
  private final TensorProto proto;

  OnnxConstant(String file, TensorProto proto) {
    this.file = file;
    this.proto = proto;
  }

  String name() {
    return proto.getName();
  }

  /** Returns whether these are floating-point numbers. */
  boolean real() {
    return switch (proto.getDataType()) {
      case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Returns whether the numbers are stored in 16 bits, IEEE 754 binary16. */
  boolean half() {
    return proto.getDataType() == FLOAT16;
  }

  /** Returns whether these are 64-bit integers. */
  boolean whole() {
    return proto.getDataType() == INT64;
  }

  /**
   * Returns the numbers of a floating-point constant.
   *
   * @throws ModelFormatException if they do not fill the shape or lie in another file
   */
  Tensor floats() {
    List<Integer> shape = shape();
    int type = proto.getDataType();
    int typed =
        switch (type) {
          case FLOAT -> proto.getFloatDataCount();
          case DOUBLE -> proto.getDoubleDataCount();
          default -> proto.getInt32DataCount();
        };
    int width = type == FLOAT ? 4 : type == DOUBLE ? 8 : 2;
    float[] data = new float[elements(shape, width, typed)];
    ByteBuffer raw = raw();
    boolean packed = raw.hasRemaining();
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (type) {
            case FLOAT -> packed ? raw.getFloat() : proto.getFloatData(i);
            case DOUBLE -> (float) (packed ? raw.getDouble() : proto.getDoubleData(i));
            default -> half(packed ? raw.getShort() : (short) proto.getInt32Data(i));
          };
    }
    return new Tensor(shape, data);
  }

  private float half(short bits) {
    return half() ? Float16.toFloat(bits) : Float16.fromBfloat16(bits);
  }

  /**
   * Returns the numbers of a constant of 64-bit integers.
   *
   * @throws ModelFormatException if they do not fill the shape or lie in another file
   */
  long[] integers() {
    long[] data = new long[elements(shape(), 8, proto.getInt64DataCount())];
    ByteBuffer raw = raw();
    boolean packed = raw.hasRemaining();
    for (int i = 0; i < data.length; i++) {
      data[i] = packed ? raw.getLong() : proto.getInt64Data(i);
    }
    return data;
  }

  private ModelFormatException fault(String message, Object... arguments) {
    return new ModelFormatException(
        "%s: initializer '%s' %s".formatted(file, name(), message.formatted(arguments)));
  }

  private ByteBuffer raw() {
    return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<Integer> shape() {
    List<Integer> shape = new ArrayList<>();
    for (long size : proto.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw fault("has a size of %d", size);
      }
      shape.add((int) size);
    }
    return shape;
  }

  /** Checks that the numbers fill the shape and returns how many there are. */
  private int elements(List<Integer> shape, int width, int typed) {
    if (proto.getDataLocation() == EXTERNAL || proto.getExternalDataCount() > 0) {
      throw fault(
          "keeps its numbers in another file, which is not supported; save the model in one file");
    }
    long elements = 1;
    for (int size : shape) {
      elements *= size;
      if (elements > Integer.MAX_VALUE - 8) {
        throw fault("has shape %s, which is out of range", shape);
      }
    }
    long bytes = proto.getRawData().size();
    if (bytes > 0 ? bytes != elements * width : typed != elements) {
      throw fault(
          "has shape %s with %d bytes and %d single numbers, which do not fill it",
          shape, bytes, typed);
    }
    return (int) elements;
  }
}
