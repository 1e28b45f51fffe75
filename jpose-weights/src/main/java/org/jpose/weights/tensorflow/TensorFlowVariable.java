package org.jpose.weights.tensorflow;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.NumberType;
import org.jpose.weights.Tensor;
import org.jpose.weights.proto.tensorflow.BundleEntryProto;
import org.jpose.weights.proto.tensorflow.TensorShapeProto;

/**
 * A variable of a checkpoint and where its numbers lie.
 *
 * @param name TensorFlow's name
 * @param type how its numbers are stored
 * @param shape sizes, outermost first
 * @param shard the file that holds it
 * @param offset its first byte there
 * @param size its bytes there
 * @param checksum masked CRC32C of these
 */
record TensorFlowVariable(
    String name,
    NumberType type,
    List<Integer> shape,
    int shard,
    long offset,
    long size,
    int checksum) {
  private static final int CHUNK = 1 << 16;

  /** The floating-point types by TensorFlow's numbers. */
  private static final Map<Integer, NumberType> TYPES =
      Map.of(
          1, NumberType.FLOAT32,
          2, NumberType.FLOAT64,
          14, NumberType.BFLOAT16,
          19, NumberType.FLOAT16);

  /**
   * Returns the variable of an index entry, empty if it is not one of floating-point numbers.
   *
   * @throws ModelFormatException if its size does not fit its shape, its shard does not exist or it
   *     is stored in slices
   */
  static Optional<TensorFlowVariable> of(
      String index, String name, BundleEntryProto entry, int shards) {
    return Optional.ofNullable(TYPES.get(entry.getDtype()))
        .map(type -> placed(index, name, type, entry, shards));
  }

  private static TensorFlowVariable placed(
      String index, String name, NumberType type, BundleEntryProto entry, int shards) {
    String fault = null;
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (TensorShapeProto.Dim dim : entry.getShape().getDimList()) {
      boolean fits = dim.getSize() >= 0 && dim.getSize() <= Integer.MAX_VALUE;
      elements = fits && elements >= 0 ? elements * dim.getSize() : -1;
      elements = elements > Integer.MAX_VALUE - 8 ? -1 : elements;
      shape.add(fits ? (int) dim.getSize() : -1);
    }
    if (entry.getSlicesCount() > 0) {
      fault =
          "is stored in %d slices (a partitioned variable), only whole variables are supported"
              .formatted(entry.getSlicesCount());
    } else if (elements < 0 || entry.getShape().getUnknownRank()) {
      fault = "has a shape that is out of range: " + shape;
    } else if (entry.getSize() != elements * type.bytes()) {
      fault =
          "of shape %s and type %s takes %d bytes, expected %d"
              .formatted(shape, type, entry.getSize(), elements * type.bytes());
    } else if (entry.getShardId() < 0 || entry.getShardId() >= shards) {
      fault = "lies in shard %d of %d".formatted(entry.getShardId(), shards);
    }
    if (fault != null) {
      throw new ModelFormatException("%s: variable '%s' %s".formatted(index, name, fault));
    }
    return new TensorFlowVariable(
        name,
        type,
        shape,
        entry.getShardId(),
        entry.getOffset(),
        entry.getSize(),
        entry.getCrc32C());
  }

  /** Checks that it lies in the file, and after the variable before it. */
  void requireInside(String file, long from, long fileSize) {
    if (offset < from || offset > fileSize - size) {
      throw new ModelFormatException(
          ("%s: variable '%s' takes %d bytes at %d, expected to lie between %d and the file's end,"
                  + " %d; is the file cut off or of another checkpoint?")
              .formatted(file, name, size, offset, from, fileSize));
    }
  }

  /** Reads the numbers, {@code skipped} bytes after where {@code in} stands. */
  Tensor read(String file, InputStream in, long skipped) throws IOException {
    float[] data = new float[(int) (size / type.bytes())];
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
    try {
      in.skipNBytes(skipped);
      for (int done = 0; done < data.length; ) {
        int count = Math.min(data.length - done, CHUNK / type.bytes());
        int length = count * type.bytes();
        if (in.readNBytes(chunk, 0, length) < length) {
          throw new EOFException();
        }
        crc.update(chunk, 0, length);
        ByteBuffer numbers = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
          data[done++] = type.next(numbers);
        }
      }
    } catch (EOFException e) {
      throw new ModelFormatException(
          "%s: ends within variable '%s'; is it cut off?".formatted(file, name), e);
    }
    if (TensorFlowTable.masked(crc) != checksum) {
      throw new ModelFormatException(
          ("%s: variable '%s' has checksum %08x, expected %08x; is the file damaged or of another"
                  + " checkpoint?")
              .formatted(file, name, TensorFlowTable.masked(crc), checksum));
    }
    return new Tensor(shape, data);
  }
}
