package org.jpose.ros.bag;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;

/** A bag written record by record, lies and all. */
final class RawBag {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A value of a record's header. */
  record Field(String name, byte[] value) {
    static Field of(String name, String value) {
      return new Field(name, value.getBytes(StandardCharsets.UTF_8));
    }

    static Field of(String name, int value) {
      return new Field(name, number(Integer.BYTES, value));
    }

    static Field place(String name, long value) {
      return new Field(name, number(Long.BYTES, value));
    }

    static Field kind(int value) {
      return new Field("op", new byte[] {(byte) value});
    }
  }

  private static byte[] number(int length, long value) {
    byte[] eight =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(eight, length);
  }

  private static byte[] fields(Field... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      byte[] name = (field.name + "=").getBytes(StandardCharsets.UTF_8);
      out.writeBytes(number(Integer.BYTES, name.length + field.value.length));
      out.writeBytes(name);
      out.writeBytes(field.value);
    }
    return out.toByteArray();
  }

  /** Adds a record whose data is said to be so long. */
  RawBag record(byte[] data, long length, Field... fields) {
    byte[] header = fields(fields);
    bytes.writeBytes(number(Integer.BYTES, header.length));
    bytes.writeBytes(header);
    bytes.writeBytes(number(Integer.BYTES, length));
    bytes.writeBytes(data);
    return this;
  }

  RawBag record(byte[] data, Field... fields) {
    return record(data, data.length, fields);
  }

  /** Adds a bag's beginning. */
  RawBag begin(long index, int connections, int chunks) {
    bytes.writeBytes(BagFormat.MAGIC.getBytes(StandardCharsets.US_ASCII));
    return record(
        new byte[0],
        Field.kind(BagFormat.HEADER),
        Field.place("index_pos", index),
        Field.of("conn_count", connections),
        Field.of("chunk_count", chunks));
  }

  RawBag connection(int id, String topic, String type, String sum) {
    return record(
        fields(Field.of("type", type), Field.of("md5sum", sum)),
        Field.kind(BagFormat.CONNECTION),
        Field.of("conn", id),
        Field.of("topic", topic));
  }

  RawBag message(int id, byte[] data, long length) {
    return record(
        data,
        length,
        Field.kind(BagFormat.MESSAGE),
        Field.of("conn", id),
        Field.place("time", 1000));
  }

  RawBag chunkInfo(long place) {
    return record(new byte[0], Field.kind(BagFormat.CHUNK_INFO), Field.place("chunk_pos", place));
  }

  /** Adds records as a chunk. */
  RawBag chunk(String compression, RawBag records) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case "bz2" -> new BZip2CompressorOutputStream(stored, 1);
          case "lz4" -> new FramedLZ4CompressorOutputStream(stored);
          default -> stored;
        }) {
      out.write(records.bytes());
    }
    return record(
        stored.toByteArray(),
        Field.kind(BagFormat.CHUNK),
        Field.of("compression", compression),
        Field.of("size", records.size()));
  }

  /** Adds another's bytes, filled up with zeros. */
  RawBag append(RawBag other, int length) {
    bytes.writeBytes(Arrays.copyOf(other.bytes(), length));
    return this;
  }

  /** What is from a place on. */
  RawBag from(int place) {
    RawBag rest = new RawBag();
    rest.bytes.writeBytes(Arrays.copyOfRange(bytes(), place, size()));
    return rest;
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
