package org.jpose.ros.bag;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Time;

/**
 * Writes a bag of format 2.0 with its index, chunks uncompressed. It appears under its name when it
 * is complete. Not thread-safe.
 */
public final class BagWriter implements AutoCloseable {
  private static final int CHUNK_BYTES = 768 << 10;

  private final Path target;
  private final PendingFile file;
  private final FileChannel channel;
  private final Map<String, Topic> topics = new LinkedHashMap<>();
  private final List<ChunkInfo> chunks = new ArrayList<>();
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private final Map<Topic, ByteArrayOutputStream> index = new LinkedHashMap<>();
  private Time first;
  private Time last;
  private boolean complete;
  private boolean closed;

  /** A topic's number, and its record as it stands in the file. */
  private record Topic(int id, byte[] connection) {}

  private record ChunkInfo(long place, Time first, Time last, Map<Integer, Integer> counts) {}

  /**
   * Begins a bag.
   *
   * @throws FileException if its folder is missing or cannot be written
   */
  public BagWriter(Path target) {
    this.target = target;
    file = PendingFile.beside(target);
    try {
      channel = FileChannel.open(file.path(), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      write(BagFormat.MAGIC.getBytes(StandardCharsets.US_ASCII));
      write(head(0));
    } catch (IOException e) {
      file.close();
      throw file.failure(e);
    }
  }

  /** The first record, filled up with blanks to its fixed length. */
  private byte[] head(long indexPlace) {
    byte[] header =
        header(
            number("chunk_count", chunks.size()),
            number("conn_count", topics.size()),
            field("index_pos", little(Long.BYTES).putLong(indexPlace)),
            kind(BagFormat.HEADER));
    int blanks = BagFormat.HEADER_BYTES - header.length - 2 * Integer.BYTES;
    return record(header, " ".repeat(blanks).getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] field(String name, ByteBuffer value) {
    return field(name, value.array());
  }

  private static byte[] field(String name, byte[] value) {
    byte[] key = (name + "=").getBytes(StandardCharsets.UTF_8);
    return little(Integer.BYTES + key.length + value.length)
        .putInt(key.length + value.length)
        .put(key)
        .put(value)
        .array();
  }

  private static byte[] text(String name, String value) {
    return field(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] number(String name, int value) {
    return field(name, little(Integer.BYTES).putInt(value));
  }

  private static byte[] time(String name, Time value) {
    return field(
        name, little(2 * Integer.BYTES).putInt((int) value.seconds()).putInt(value.nanos()));
  }

  private static byte[] kind(int kind) {
    return field("op", new byte[] {(byte) kind});
  }

  private static byte[] header(byte[]... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      bytes.writeBytes(field);
    }
    return bytes.toByteArray();
  }

  private static byte[] record(byte[] header, byte[] data) {
    return little(2 * Integer.BYTES + header.length + data.length)
        .putInt(header.length)
        .put(header)
        .putInt(data.length)
        .put(data)
        .array();
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * Writes a message.
   *
   * @param time when it was recorded; players go by it
   * @throws FileException if it cannot be written; the writer is of no use then
   * @throws IllegalArgumentException if the topic has messages of another type
   * @throws IllegalStateException if this writer is complete or closed
   */
  public <T> void write(String topic, Time time, MessageType<T> type, T message) {
    if (complete || closed) {
      throw new IllegalStateException(target + " is complete or closed; open another bag");
    }
    Topic known = topic(topic, type);
    index.computeIfAbsent(known, key -> new ByteArrayOutputStream());
    index
        .get(known)
        .writeBytes(
            little(3 * Integer.BYTES)
                .putInt((int) time.seconds())
                .putInt(time.nanos())
                .putInt(chunk.size())
                .array());
    chunk.writeBytes(
        record(
            header(number("conn", known.id), time("time", time), kind(BagFormat.MESSAGE)),
            type.bytes(message)));
    first = first == null || time.compareTo(first) < 0 ? time : first;
    last = last == null || time.compareTo(last) > 0 ? time : last;
    if (chunk.size() >= CHUNK_BYTES) {
      attempt(this::endChunk);
    }
  }

  private <T> Topic topic(String topic, MessageType<T> type) {
    byte[] facts =
        header(
            text("topic", topic),
            text("type", type.name()),
            text("md5sum", type.md5()),
            text("message_definition", type.fullText()));
    Topic known = topics.get(topic);
    if (known == null) {
      byte[] name =
          header(number("conn", topics.size()), text("topic", topic), kind(BagFormat.CONNECTION));
      known = new Topic(topics.size(), record(name, facts));
      topics.put(topic, known);
      chunk.writeBytes(known.connection);
    }
    return known;
  }

  private void endChunk() throws IOException {
    if (chunk.size() == 0) {
      return;
    }
    long place = channel.position();
    byte[] data = chunk.toByteArray();
    byte[] header =
        header(text("compression", "none"), number("size", data.length), kind(BagFormat.CHUNK));
    write(record(header, data));
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (Map.Entry<Topic, ByteArrayOutputStream> entries : index.entrySet()) {
      int count = entries.getValue().size() / (3 * Integer.BYTES);
      int id = entries.getKey().id;
      counts.put(id, count);
      byte[] facts =
          header(
              number("ver", 1), number("conn", id), number("count", count), kind(BagFormat.INDEX));
      write(record(facts, entries.getValue().toByteArray()));
    }
    chunks.add(new ChunkInfo(place, first, last, counts));
    chunk.reset();
    index.clear();
    first = null;
    last = null;
  }

  /**
   * Finishes: the bag appears under its name, in place of an earlier one.
   *
   * @throws FileException if it cannot be written
   */
  public void complete() {
    attempt(
        () -> {
          endChunk();
          long place = channel.position();
          for (Topic topic : topics.values()) {
            write(topic.connection);
          }
          for (ChunkInfo info : chunks) {
            write(info(info));
          }
          channel.position(BagFormat.MAGIC.length());
          write(head(place));
          channel.close();
          file.commit();
        });
    complete = true;
    close();
  }

  private static byte[] info(ChunkInfo info) {
    ByteBuffer counts = little(2 * Integer.BYTES * info.counts.size());
    info.counts.forEach((id, count) -> counts.putInt(id).putInt(count));
    byte[] header =
        header(
            number("ver", 1),
            field("chunk_pos", little(Long.BYTES).putLong(info.place)),
            time("start_time", info.first),
            time("end_time", info.last),
            number("count", info.counts.size()),
            kind(BagFormat.CHUNK_INFO));
    return record(header, counts.array());
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Frees what is held; without {@link #complete()} nothing is left. May be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      channel.close();
    } catch (IOException e) {
      throw file.failure(e);
    }
  }
}
