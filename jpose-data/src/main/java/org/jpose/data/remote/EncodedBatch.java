package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/**
 * A batch as bytes, little-endian: images, heatmaps, affinity fields and their masks as {@link
 * NumberRuns}, then the CRC-32C of all before it. They come out bit for bit.
 */
final class EncodedBatch {
  private static final int CHECKSUM = Integer.BYTES;

  /** Pixels are 0 to 255, targets and masks -1 to 1. */
  private static final float GREATEST = 1000;

  private EncodedBatch() {}

  /** The most bytes that so many samples may take. */
  static long maxBytes(BatchShape shape, int samples) {
    long total = CHECKSUM;
    for (int length : lengths(shape)) {
      total += NumberRuns.maxBytes((long) samples * length);
    }
    return total;
  }

  /** Numbers of a sample in each of the five arrays. */
  private static int[] lengths(BatchShape shape) {
    return new int[] {
      shape.imageLength(),
      shape.heatLength(),
      shape.affinityLength(),
      shape.heatLength(),
      shape.affinityLength()
    };
  }

  static byte[] of(Batch batch) {
    // The largest it may become, for a moment; the result is cut to what was written.
    int room = Math.toIntExact(maxBytes(batch.shape(), batch.request().size()));
    ByteBuffer out = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    NumberRuns.write(out, batch.images());
    NumberRuns.write(out, batch.heat());
    NumberRuns.write(out, batch.affinity());
    NumberRuns.write(out, batch.heatMask());
    NumberRuns.write(out, batch.affinityMask());
    out.putInt(checksum(out.array(), out.position()));
    return Arrays.copyOf(out.array(), out.position());
  }

  /**
   * Proves that {@link #batch} will succeed and that no number is beyond sense; allocates nothing.
   *
   * @throws DamagedBatchException if it would not
   */
  static void check(byte[] bytes, BatchShape shape, int samples) throws DamagedBatchException {
    int content = bytes.length - CHECKSUM;
    if (content < 0 || NumberRuns.wrap(bytes).getInt(content) != checksum(bytes, content)) {
      throw new DamagedBatchException("the checksum is wrong");
    }
    ByteBuffer in = NumberRuns.wrap(bytes).limit(content);
    for (int length : lengths(shape)) {
      NumberRuns.check(in, Math.multiplyExact(samples, length), GREATEST);
    }
    if (in.hasRemaining()) {
      throw new DamagedBatchException(in.remaining() + " bytes after the last array");
    }
  }

  /** The batch; call {@link #check} first. */
  static Batch batch(byte[] bytes, BatchShape shape, BatchRequest request) {
    ByteBuffer in = NumberRuns.wrap(bytes);
    int samples = request.size();
    try {
      return new Batch(
          request,
          shape,
          NumberRuns.read(in, samples * shape.imageLength()),
          NumberRuns.read(in, samples * shape.heatLength()),
          NumberRuns.read(in, samples * shape.affinityLength()),
          NumberRuns.read(in, samples * shape.heatLength()),
          NumberRuns.read(in, samples * shape.affinityLength()));
    } catch (DamagedBatchException e) {
      throw new IllegalStateException("a batch that was checked cannot be read", e);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
