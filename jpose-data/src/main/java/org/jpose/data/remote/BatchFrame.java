package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/**
 * A batch on the wire, little-endian: header (4 bytes), session, number of the question, seed,
 * epoch, from, to, nanoseconds it took to make, samples replaced so far, the five arrays as {@link
 * NumberRuns}, CRC-32C of all before it. Images, targets and masks come out bit for bit.
 *
 * @param session as welcomed
 * @param number of the question it answers
 * @param request which samples
 * @param makeNanos how long making took
 * @param damaged samples the worker has replaced in this session
 * @param bytes the frame itself, not copied
 */
record BatchFrame(
    long session, long number, BatchRequest request, long makeNanos, long damaged, byte[] bytes) {
  private static final int ARRAYS = FrameReader.HEADER + 5 * Long.BYTES + 3 * Integer.BYTES;
  private static final int CHECKSUM = Integer.BYTES;

  /** The most bytes a frame of so many samples may have. */
  static long maxBytes(BatchShape shape, int samples) {
    long image = NumberRuns.maxBytes((long) samples * shape.imageLength());
    long heat = NumberRuns.maxBytes((long) samples * shape.heatLength());
    long affinity = NumberRuns.maxBytes((long) samples * shape.affinityLength());
    return ARRAYS + image + 2 * heat + 2 * affinity + CHECKSUM;
  }

  /** Puts a batch into a frame. */
  static byte[] encode(long session, long number, long makeNanos, long damaged, Batch batch) {
    BatchRequest request = batch.request();
    // The largest it may become, for a moment; what goes out is cut to what was written.
    int room = Math.toIntExact(maxBytes(batch.shape(), request.size()));
    ByteBuffer out = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    FrameWriter.header(out, FrameKind.BATCH);
    out.putLong(session)
        .putLong(number)
        .putLong(request.seed())
        .putInt(request.epoch())
        .putInt(request.from())
        .putInt(request.to())
        .putLong(makeNanos)
        .putLong(damaged);
    NumberRuns.write(out, batch.images());
    NumberRuns.write(out, batch.heat());
    NumberRuns.write(out, batch.affinity());
    NumberRuns.write(out, batch.heatMask());
    NumberRuns.write(out, batch.affinityMask());
    out.putInt(checksum(out.array(), out.position()));
    return Arrays.copyOf(out.array(), out.position());
  }

  /**
   * Reads what stands before the arrays, and checks that the frame came whole.
   *
   * @throws MalformedFrameException if it did not
   */
  static BatchFrame open(byte[] frame) throws MalformedFrameException {
    if (frame.length < ARRAYS + CHECKSUM) {
      throw new MalformedFrameException(
          Malformed.WRONG_LENGTH, "a batch of " + frame.length + " bytes");
    }
    int content = frame.length - CHECKSUM;
    if (NumberRuns.wrap(frame).getInt(content) != checksum(frame, content)) {
      throw new MalformedFrameException(Malformed.CHECKSUM, "a batch's checksum is wrong");
    }
    FrameReader in = FrameReader.content(frame);
    return new BatchFrame(
        in.readLong(),
        in.readLong(),
        Messages.readRequest(in),
        in.readLong(),
        in.readLong(),
        frame);
  }

  /**
   * Proves that {@link #batch} will succeed; allocates nothing.
   *
   * @throws MalformedFrameException if the arrays have not the numbers of the shape
   */
  void check(BatchShape shape) throws MalformedFrameException {
    ByteBuffer in = arrays();
    int samples = request.size();
    for (long each :
        new long[] {
          shape.imageLength(),
          shape.heatLength(),
          shape.affinityLength(),
          shape.heatLength(),
          shape.affinityLength()
        }) {
      NumberRuns.check(in, (int) Math.min(Integer.MAX_VALUE, samples * each));
    }
    if (in.hasRemaining()) {
      throw new MalformedFrameException(
          Malformed.WRONG_LENGTH, in.remaining() + " bytes after the last array");
    }
  }

  /** The batch; call {@link #check} first. */
  Batch batch(BatchShape shape) throws MalformedFrameException {
    ByteBuffer in = arrays();
    int samples = request.size();
    return new Batch(
        request,
        shape,
        NumberRuns.read(in, samples * shape.imageLength()),
        NumberRuns.read(in, samples * shape.heatLength()),
        NumberRuns.read(in, samples * shape.affinityLength()),
        NumberRuns.read(in, samples * shape.heatLength()),
        NumberRuns.read(in, samples * shape.affinityLength()));
  }

  private ByteBuffer arrays() {
    return NumberRuns.wrap(bytes).position(ARRAYS).limit(bytes.length - CHECKSUM);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
