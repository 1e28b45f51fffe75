package org.jpose.ros.bag;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jpose.core.disk.FileException;
import org.jpose.media.MediaException;
import org.jpose.ros.message.Time;

/**
 * Reads the messages of a bag in the order in which they were recorded, with or without its index.
 * What is damaged is told and passed: the rest of its chunk, or up to the next chunk that the index
 * knows. Not thread-safe.
 *
 * <pre>{@code
 * try (BagReader bag = BagReader.open(file, topic -> true, fault -> {})) {
 *   for (Optional<BagMessage> m = bag.next(); m.isPresent(); m = bag.next()) {
 *     System.out.println(m.get().time() + " " + m.get().connection().topic());
 *   }
 * }
 * }</pre>
 */
public final class BagReader implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  /** Of messages without a topic so many are told apart. */
  private static final int MOST_STRANGERS = 1000;

  /** How often a file may be read again after damages: an index can name the same place often. */
  private static final int MOST_READINGS = 4;

  private static final long ALWAYS_READ = 64 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Predicate<BagConnection> wanted;
  private final Consumer<String> faults;
  private final Map<Integer, BagConnection> connections = new HashMap<>();
  private final Set<Integer> strangers = new HashSet<>();
  private final NavigableSet<Long> chunks;
  private final boolean closedWell;
  private RecordStream records;
  private long recordStart;
  private Chunk chunk;
  private boolean ended;
  private long readAgain;

  private BagReader(
      Path file,
      FileChannel channel,
      BagIndex index,
      Predicate<BagConnection> wanted,
      Consumer<String> faults)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.wanted = wanted;
    this.faults = faults;
    chunks = new TreeSet<>(index.chunks());
    closedWell = index.isWhole();
    connections.putAll(index.connections());
    seek(BagFormat.MAGIC.length());
  }

  /**
   * Opens a bag.
   *
   * @param wanted which topics' messages are given; others are passed
   * @param faults is told what is damaged, a line each, which begins with the file's name
   * @throws MediaException if it is missing or no bag of version 2.0
   */
  public static BagReader open(
      Path file, Predicate<BagConnection> wanted, Consumer<String> faults) {
    try {
      FileChannel channel = BagIndex.open(file);
      try {
        return new BagReader(file, channel, BagIndex.read(channel), wanted, faults);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  private void seek(long position) throws IOException {
    channel.position(position);
    InputStream in = Channels.newInputStream(channel);
    records = new RecordStream(new BufferedInputStream(in, BUFFER), position);
    chunk = null;
  }

  /**
   * Reads the next message of the topics wanted.
   *
   * @return empty after the last one
   * @throws MediaException if the file cannot be read any more
   */
  public Optional<BagMessage> next() {
    while (!ended) {
      try {
        BagMessage message = chunk == null ? outside() : inside();
        if (message != null) {
          return Optional.of(message);
        }
      } catch (IOException | RuntimeException e) {
        recover(e);
      }
    }
    return Optional.empty();
  }

  private void tell(String what) {
    faults.accept(file + ": " + what);
  }

  /** Goes on behind what is damaged: with the next chunk of the index, or behind this one. */
  private void recover(Exception damage) {
    String what = damage.getMessage() == null ? damage.toString() : damage.getMessage();
    try {
      Long next = chunks.higher(chunk == null ? recordStart : chunk.start);
      if (chunk == null) {
        tell(what + (next == null ? "" : "; going on with the chunk at byte " + next));
      } else if (chunk.end > channel.size() && next == null) {
        tell(chunk.cutOff());
      } else {
        tell("a chunk at byte %d is damaged: %s".formatted(chunk.start, what));
        next = next == null ? Long.valueOf(chunk.end) : next;
      }
      readAgain += next == null ? 0 : Math.max(0, channel.position() - next);
      if (readAgain > MOST_READINGS * channel.size() + ALWAYS_READ) {
        tell("damaged all over; given up");
        next = null;
      }
      if (next == null) {
        ended = true;
      } else {
        seek(next);
      }
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  private BagMessage outside() throws IOException {
    recordStart = records.position();
    Map<String, ByteBuffer> header = records.header();
    if (header == null) {
      ended = true;
      if (!closedWell) {
        tell("its end is missing: it was cut off, or its recording was");
      }
      return null;
    }
    int kind = RecordStream.field(header, "op", 1).get();
    if (kind == BagFormat.CHUNK) {
      chunk = new Chunk(header);
      return null;
    }
    return record(kind, header, records);
  }

  private BagMessage inside() throws IOException {
    Map<String, ByteBuffer> header = chunk.records().header();
    if (header == null) {
      seek(chunk.finish());
      return null;
    }
    return record(RecordStream.field(header, "op", 1).get(), header, chunk.records());
  }

  private BagMessage record(int kind, Map<String, ByteBuffer> header, RecordStream from)
      throws IOException {
    switch (kind) {
      case BagFormat.CONNECTION -> {
        int id = RecordStream.number(header, "conn");
        String topic = RecordStream.text(header, "topic");
        connections.putIfAbsent(id, BagIndex.connection(id, topic, from.data()));
        BagIndex.requireFew(connections.size());
        return null;
      }
      case BagFormat.MESSAGE -> {
        int id = RecordStream.number(header, "conn");
        BagConnection connection = connections.get(id);
        if (connection == null && strangers.size() < MOST_STRANGERS && strangers.add(id)) {
          tell("messages of a connection %d whose topic is lost are left out".formatted(id));
        }
        if (connection == null || !wanted.test(connection)) {
          from.skipData();
          return null;
        }
        ByteBuffer time = RecordStream.field(header, "time", 2 * Integer.BYTES);
        Time recorded = new Time(time.getInt() & 0xffffffffL, time.getInt());
        return new BagMessage(connection, recorded, ByteBuffer.wrap(from.data()));
      }
      case BagFormat.HEADER, BagFormat.INDEX, BagFormat.CHUNK_INFO -> {
        from.skipData();
        return null;
      }
      default -> throw new IOException("an unknown record at byte " + from.position());
    }
  }

  /** Closes the file. May be called twice, and by any thread. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be closed: " + FileException.reason(e), e);
    }
  }

  /** A chunk whose records are read. */
  private final class Chunk {
    private final long start;
    private final long end;
    private final String compression;
    private RecordStream records;

    Chunk(Map<String, ByteBuffer> header) throws IOException {
      start = BagReader.this.records.position();
      end = start + BagReader.this.records.dataLength();
      compression = RecordStream.text(header, "compression");
    }

    RecordStream records() throws IOException {
      if (records == null) {
        channel.position(start);
        InputStream stored =
            new BufferedInputStream(
                new Part(Channels.newInputStream(channel), end - start), BUFFER);
        records = new RecordStream(decompressed(stored), 0);
      }
      return records;
    }

    private InputStream decompressed(InputStream stored) throws IOException {
      return switch (compression) {
        case "none" -> stored;
        case "bz2" -> new BZip2CompressorInputStream(stored);
        case "lz4" -> new FramedLZ4CompressorInputStream(stored);
        default ->
            throw new IOException(
                "compressed by '%s', expected none, bz2 or lz4".formatted(compression));
      };
    }

    String cutOff() throws IOException {
      return "cut off: a chunk of %d bytes at byte %d, of which %d are there"
          .formatted(end - start, start, channel.size() - start);
    }

    /** Where the next record is. */
    long finish() throws IOException {
      if (end > channel.size()) {
        ended = true;
        tell(cutOff());
        return channel.size();
      }
      return end;
    }
  }

  /** So many bytes of a stream and no more. */
  private static final class Part extends FilterInputStream {
    private long left;

    Part(InputStream in, long length) {
      super(in);
      left = length;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      int value = super.read();
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int count = super.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    }
  }
}
