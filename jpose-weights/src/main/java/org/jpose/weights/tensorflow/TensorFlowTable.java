package org.jpose.weights.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jpose.core.ModelFormatException;

/**
 * A table of sorted keys and values in LevelDB's format: the index of a TensorFlow checkpoint.
 *
 * <p>Blocks, then a footer of {@value #FOOTER} bytes: where the meta index and the index block lie,
 * and a magic number. The index block points to the data blocks. A block is a list of entries (how
 * many bytes the key shares with the one before, how many follow, length of the value, as varints;
 * then these bytes), restart points, a byte for the compression, and a masked CRC32C of all that.
 */
final class TensorFlowTable {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int TRAILER = 1 + Integer.BYTES;
  private static final int CRC_MASK = 0xa282ead8;

  /** Keys may take this many times the bytes of the file; sharing would allow far more. */
  private static final long KEY_BYTES_PER_FILE_BYTE = 64;

  private final String file;
  private final ByteBuffer bytes;
  private long keyBudget;

  private TensorFlowTable(String file, byte[] table) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(table).asReadOnlyBuffer();
    this.keyBudget = KEY_BYTES_PER_FILE_BYTE * table.length;
  }

  /** A key, in the bytes' own unsigned order, and its value. */
  record Entry(byte[] key, ByteString value) {}

  /**
   * Returns all entries, in ascending order of their keys.
   *
   * @param file what to call it in messages
   * @param table the whole file
   * @throws ModelFormatException if the table is damaged or compressed
   */
  static List<Entry> read(String file, byte[] table) {
    return new TensorFlowTable(file, table).read();
  }

  /** Returns a CRC as the format stores it. */
  static int masked(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
  }

  private List<Entry> read() {
    int size = bytes.capacity();
    if (size < FOOTER) {
      throw fault("has %d bytes, expected at least %d; is it cut off?", size, FOOTER);
    }
    long magic = slice(size - Long.BYTES, Long.BYTES).getLong();
    if (magic != MAGIC) {
      throw fault(
          "ends in %016x, expected %016x; is it the index of a checkpoint, and whole?",
          magic, MAGIC);
    }
    ByteBuffer footer = slice(size - FOOTER, FOOTER - Long.BYTES);
    block(footer);
    List<Entry> blocks = new ArrayList<>();
    readBlock(block(footer), blocks);
    List<Entry> entries = new ArrayList<>();
    for (Entry pointer : blocks) {
      readBlock(block(pointer.value().asReadOnlyByteBuffer()), entries);
    }
    return entries;
  }

  private ModelFormatException fault(String message, Object... arguments) {
    return new ModelFormatException(file + ": " + message.formatted(arguments));
  }

  private ByteBuffer slice(int offset, int length) {
    return bytes.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads where a block lies and returns its entries and restart points, CRC checked. */
  private ByteBuffer block(ByteBuffer pointer) {
    long offset = varint(pointer);
    long length = varint(pointer);
    long end = bytes.capacity() - FOOTER - TRAILER;
    if (offset < 0 || length < 0 || offset > end || length > end - offset) {
      throw fault(
          "points to a block of %s bytes at %s, its blocks end at %d; is it damaged?",
          Long.toUnsignedString(length), Long.toUnsignedString(offset), Math.max(end, 0));
    }
    ByteBuffer block = slice((int) offset, (int) length + TRAILER);
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, (int) length + 1));
    int stored = block.getInt((int) length + 1);
    if (masked(crc) != stored) {
      throw fault(
          "block at %d has checksum %08x, expected %08x; is it damaged?",
          offset, masked(crc), stored);
    }
    int compression = block.get((int) length);
    if (compression != 0) {
      throw fault(
          "block at %d is compressed (type %d), only plain blocks are supported; save the"
              + " checkpoint anew with TensorFlow, which does not compress",
          offset, compression);
    }
    return block.slice(0, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readBlock(ByteBuffer block, List<Entry> entries) {
    int end = block.capacity() - Integer.BYTES;
    long restarts = end < 0 ? 0 : Integer.toUnsignedLong(block.getInt(end));
    if (end < 0 || restarts > end / Integer.BYTES) {
      throw fault(
          "a block of %d bytes has %d restart points; is it damaged?", block.capacity(), restarts);
    }
    block.limit(end - (int) restarts * Integer.BYTES);
    byte[] key = {};
    while (block.hasRemaining()) {
      long shared = varint(block);
      long added = varint(block);
      long length = varint(block);
      if (shared < 0
          || shared > key.length
          || added < 0
          || length < 0
          || added > block.remaining()
          || length > block.remaining() - added) {
        throw fault("an entry reaches outside its block; is it damaged?");
      }
      keyBudget -= shared + added;
      if (keyBudget < 0) {
        throw fault(
            "keys take more than %d times the file's size; is it damaged?",
            KEY_BYTES_PER_FILE_BYTE);
      }
      key = Arrays.copyOf(key, (int) (shared + added));
      block.get(key, (int) shared, (int) added);
      byte[] value = new byte[(int) length];
      block.get(value);
      byte[] before = entries.isEmpty() ? null : entries.get(entries.size() - 1).key();
      if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
        throw fault("keys are not in ascending order; is it damaged?");
      }
      entries.add(new Entry(key, ByteString.copyFrom(value)));
    }
  }

  private long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && from.hasRemaining(); shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw fault("a number does not end where it should; is it damaged?");
  }
}
