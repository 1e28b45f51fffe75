package org.jpose.weights.tensorflow;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jpose.weights.proto.tensorflow.BundleEntryProto;
import org.jpose.weights.proto.tensorflow.BundleHeaderProto;
import org.jpose.weights.proto.tensorflow.TensorShapeProto;

/** Writes tables block by block with right checksums, so that wrong contents can be tried. */
final class TableFile {
  static final BundleHeaderProto HEADER = BundleHeaderProto.newBuilder().setNumShards(1).build();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Where a block lies, as the format writes it. */
  record Pointer(long offset, long size) {
    byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      varint(bytes, offset);
      varint(bytes, size);
      return bytes.toByteArray();
    }
  }

  /** Writes a block of any bytes. */
  Pointer block(byte[] contents, int compression) {
    Pointer pointer = new Pointer(out.size(), contents.length);
    CRC32C crc = new CRC32C();
    crc.update(contents);
    crc.update(compression);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    out.writeBytes(contents);
    out.write(compression);
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array());
    return pointer;
  }

  /** Writes the footer and returns the whole file. */
  byte[] file(Pointer meta, Pointer index) {
    byte[] footer = new byte[48];
    ByteBuffer buffer = ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(meta.bytes()).put(index.bytes());
    buffer.putLong(40, 0xdb4775248b80fb57L);
    out.writeBytes(footer);
    return out.toByteArray();
  }

  /** Returns a file of one data block with these bytes. */
  static byte[] around(byte[] data) {
    TableFile table = new TableFile();
    Pointer block = table.block(data, 0);
    return table.file(
        table.block(entries(Map.of()), 0),
        table.block(entries(Map.of("z", ByteString.copyFrom(block.bytes()))), 0));
  }

  /** Returns the index of a checkpoint with these variables. */
  static byte[] index(Map<String, BundleEntryProto> variables) {
    Map<String, ByteString> entries = new TreeMap<>();
    entries.put("", HEADER.toByteString());
    variables.forEach((name, variable) -> entries.put(name, variable.toByteString()));
    return around(entries(entries));
  }

  /** Returns a block's bytes: entries that share nothing, and one restart point. */
  static byte[] entries(Map<String, ByteString> entries) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    entries.forEach(
        (key, value) -> {
          byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
          entry(block, 0, name.length, value.size());
          block.writeBytes(name);
          block.writeBytes(value.toByteArray());
        });
    return restarted(block);
  }

  static void entry(ByteArrayOutputStream block, long shared, long added, long value) {
    varint(block, shared);
    varint(block, added);
    varint(block, value);
  }

  /** Ends a block with the restart point that every block has. */
  static byte[] restarted(ByteArrayOutputStream block) {
    block.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
    return block.toByteArray();
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Returns the entry of a float variable. */
  static BundleEntryProto.Builder floats(List<Long> shape, long offset, long size) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    shape.forEach(s -> sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(s)));
    return BundleEntryProto.newBuilder()
        .setDtype(1)
        .setShape(sizes)
        .setOffset(offset)
        .setSize(size);
  }
}
