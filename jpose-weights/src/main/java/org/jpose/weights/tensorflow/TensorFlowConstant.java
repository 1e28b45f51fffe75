package org.jpose.weights.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jpose.weights.Float16;
import org.jpose.weights.Tensor;
import org.jpose.weights.proto.tensorflow.TensorProto;
import org.jpose.weights.proto.tensorflow.TensorShapeProto;

/** Decodes the value of a {@code Const} node. */
final class TensorFlowConstant {
  private static final int FLOAT = 1;
  private static final int INT32 = 3;
  private static final int INT64 = 9;
  private static final int HALF = 19;

  /** A short list of numbers may stand for a constant of at most this size beyond the file's. */
  private static final long REPEATED_AT_MOST = 1 << 20;

  private final TensorFlowNode node;
  private final TensorProto proto;

  TensorFlowConstant(TensorFlowNode node) {
    this.node = node;
    this.proto = node.tensor("value").getTensor();
  }

  /** Returns the numbers as floats in the order and shape of the file. */
  Tensor floats() {
    int type = proto.getDtype();
    if (type != FLOAT && type != HALF) {
      throw node.fault("has data type " + type + ", expected float (1) or half (19)");
    }
    int width = type == FLOAT ? 4 : 2;
    int given = type == FLOAT ? proto.getFloatValCount() : proto.getHalfValCount();
    List<Integer> shape = shape();
    float[] data = new float[elements(shape, width, given)];
    ByteBuffer content = content();
    if (content.hasRemaining()) {
      for (int i = 0; i < data.length; i++) {
        data[i] = type == FLOAT ? content.getFloat() : Float16.toFloat(content.getShort());
      }
    } else {
      IntToDoubleFunction number =
          i -> type == FLOAT ? proto.getFloatVal(i) : Float16.toFloat((short) proto.getHalfVal(i));
      for (int i = 0; i < data.length && given > 0; i++) {
        data[i] = (float) number.applyAsDouble(Math.min(i, given - 1));
      }
    }
    return new Tensor(shape, data);
  }

  /** Returns the numbers of an integer constant. */
  long[] integers() {
    int type = proto.getDtype();
    if (type != INT32 && type != INT64) {
      throw node.fault("has data type " + type + ", expected int32 (3) or int64 (9)");
    }
    int given = type == INT32 ? proto.getIntValCount() : proto.getInt64ValCount();
    long[] data = new long[elements(shape(), type == INT32 ? 4 : 8, given)];
    ByteBuffer content = content();
    for (int i = 0; i < data.length; i++) {
      if (content.hasRemaining()) {
        data[i] = type == INT32 ? content.getInt() : content.getLong();
      } else if (given > 0) {
        int from = Math.min(i, given - 1);
        data[i] = type == INT32 ? proto.getIntVal(from) : proto.getInt64Val(from);
      }
    }
    return data;
  }

  private ByteBuffer content() {
    ByteString content = proto.getTensorContent();
    return content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<Integer> shape() {
    List<Integer> shape = new ArrayList<>();
    for (TensorShapeProto.Dim dim : proto.getTensorShape().getDimList()) {
      if (dim.getSize() < 0 || dim.getSize() > Integer.MAX_VALUE) {
        throw node.fault("has a size of " + dim.getSize());
      }
      shape.add((int) dim.getSize());
    }
    return shape;
  }

  /** Checks that the numbers given fill the shape and returns how many it has. */
  private int elements(List<Integer> shape, int width, int given) {
    long elements = 1;
    for (int size : shape) {
      elements = elements * size;
      if (elements > Integer.MAX_VALUE - 8) {
        throw node.fault("has shape " + shape + ", which is out of range");
      }
    }
    long bytes = proto.getTensorContent().size();
    boolean fits =
        bytes > 0
            ? bytes == elements * width
            : elements == given || (given < elements && elements <= REPEATED_AT_MOST);
    if (!fits) {
      throw node.fault(
          "has shape %s with %d bytes and %d single numbers, which do not fill it"
              .formatted(shape, bytes, given));
    }
    return (int) elements;
  }
}
