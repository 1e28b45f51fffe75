package org.jpose.ros.bag;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.media.MediaException;

/**
 * What a bag's end says of it: its topics, where its chunks are, how many messages each topic has.
 *
 * @param isWhole whether the end is there and can be read
 * @param connections topics by their numbers
 * @param counts messages of each connection
 * @param chunks where chunks begin
 */
record BagIndex(
    boolean isWhole,
    Map<Integer, BagConnection> connections,
    Map<Integer, Long> counts,
    List<Long> chunks) {
  private static final BagIndex NONE = new BagIndex(false, Map.of(), Map.of(), List.of());
  private static final int ENTRY = 2 * Integer.BYTES;

  /** Hundreds are many; chunks that are compressed could claim any number. */
  static final int MOST_CONNECTIONS = 10_000;

  private static final int LONGEST_NAME = 1000;

  BagIndex {
    connections = Map.copyOf(connections);
    counts = Map.copyOf(counts);
    chunks = List.copyOf(chunks);
  }

  /** Opens a file that begins as a bag does. */
  static FileChannel open(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file);
    } catch (NoSuchFileException e) {
      throw new MediaException(file + ": no such file; check the name", e);
    }
    try {
      byte[] start = Channels.newInputStream(channel).readNBytes(BagFormat.MAGIC.length());
      String found = new String(start, StandardCharsets.ISO_8859_1);
      if (!found.equals(BagFormat.MAGIC)) {
        throw new MediaException(
            file
                + (found.startsWith("#ROSBAG")
                    ? ": is "
                        + found.strip()
                        + ", expected version 2.0; convert it with 'rosbag fix'"
                    : ": is no bag of ROS 1; expected a file that begins with #ROSBAG V2.0"));
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether a file begins as a bag does. */
  static boolean isBag(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(BagFormat.MAGIC.length());
      return new String(start, StandardCharsets.ISO_8859_1).startsWith("#ROSBAG");
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads the index; one that is missing or damaged is none. */
  static BagIndex read(FileChannel channel) throws IOException {
    try {
      RecordStream head = records(channel, BagFormat.MAGIC.length());
      Map<String, ByteBuffer> fields = head.header();
      if (fields == null || RecordStream.field(fields, "op", 1).get() != BagFormat.HEADER) {
        return NONE;
      }
      long place = RecordStream.field(fields, "index_pos", Long.BYTES).getLong();
      int expected =
          RecordStream.number(fields, "chunk_count") + RecordStream.number(fields, "conn_count");
      if (place < BagFormat.MAGIC.length() || place > channel.size()) {
        return NONE;
      }
      return read(records(channel, place), expected);
    } catch (IOException e) {
      return NONE;
    }
  }

  private static RecordStream records(FileChannel channel, long position) throws IOException {
    channel.position(position);
    return new RecordStream(new BufferedInputStream(Channels.newInputStream(channel)), position);
  }

  private static BagIndex read(RecordStream records, int expected) throws IOException {
    Map<Integer, BagConnection> connections = new LinkedHashMap<>();
    Map<Integer, Long> counts = new LinkedHashMap<>();
    List<Long> chunks = new ArrayList<>();
    Map<String, ByteBuffer> fields = records.header();
    while (fields != null) {
      int kind = RecordStream.field(fields, "op", 1).get();
      byte[] data = records.data();
      if (kind == BagFormat.CONNECTION) {
        int id = RecordStream.number(fields, "conn");
        connections.put(id, connection(id, RecordStream.text(fields, "topic"), data));
        requireFew(connections.size());
      } else if (kind == BagFormat.CHUNK_INFO) {
        chunks.add(RecordStream.field(fields, "chunk_pos", Long.BYTES).getLong());
        ByteBuffer entries = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        while (entries.remaining() >= ENTRY) {
          int connection = entries.getInt();
          counts.merge(connection, entries.getInt() & 0xffffffffL, Long::sum);
          requireFew(counts.size());
        }
      }
      fields = records.header();
    }
    boolean whole = chunks.size() + connections.size() == expected;
    return new BagIndex(whole, connections, counts, chunks);
  }

  static BagConnection connection(int id, String topic, byte[] data) throws IOException {
    Map<String, ByteBuffer> fields = RecordStream.fields(ByteBuffer.wrap(data), 0);
    String type = RecordStream.text(fields, "type");
    String sum = RecordStream.text(fields, "md5sum");
    if (Math.max(topic.length(), Math.max(type.length(), sum.length())) > LONGEST_NAME) {
      throw new IOException("a connection with a topic, type or sum of too many characters");
    }
    return new BagConnection(id, topic, type, sum);
  }

  static void requireFew(int connections) throws IOException {
    if (connections > MOST_CONNECTIONS) {
      throw new IOException("more than " + MOST_CONNECTIONS + " connections");
    }
  }
}
