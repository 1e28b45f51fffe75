package org.jpose.train.features;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The samples of one batch in a file, little-endian: a mark, what they were made of (32 bytes), the
 * batch's number, how many samples; length and CRC-32C of each; CRC-32C of all this; the samples.
 *
 * @param file where it lies
 * @param number of the batch
 * @param samples place of each sample
 */
record FeatureFile(Path file, long number, List<Place> samples) {
  private static final long MARK = 0x0a31544145465051L;
  private static final int ORIGIN = 32;
  private static final int HEAD = Long.BYTES + ORIGIN + Long.BYTES + Integer.BYTES;
  private static final int MOST_SAMPLES = 1 << 20;

  /** Where a sample lies. */
  record Place(long from, int length, int checksum) {}

  FeatureFile {
    samples = List.copyOf(samples);
  }

  /**
   * Writes a file.
   *
   * @param origin what the samples were made of
   * @param path where to; not {@code file}, if it is moved there later
   */
  static FeatureFile write(Path path, Path file, byte[] origin, long number, List<byte[]> samples)
      throws IOException {
    int size = headLength(samples.size());
    ByteBuffer head = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(MARK).put(origin).putLong(number).putInt(samples.size());
    List<Place> places = new ArrayList<>();
    long from = size;
    for (byte[] sample : samples) {
      Place place = new Place(from, sample.length, checksum(sample, sample.length));
      places.add(place);
      head.putInt(place.length).putInt(place.checksum);
      from += sample.length;
    }
    head.putInt(checksum(head.array(), head.position()));
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      put(out, head.flip());
      for (byte[] sample : samples) {
        put(out, ByteBuffer.wrap(sample));
      }
    }
    return new FeatureFile(file, number, places);
  }

  private static void put(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static int headLength(int samples) {
    return HEAD + samples * 2 * Integer.BYTES + Integer.BYTES;
  }

  /**
   * Opens a file and reads all of it once, to see whether it is whole.
   *
   * @param origin what its samples should have been made of
   * @return empty if they were made of something else
   * @throws IOException if it is damaged or cannot be read
   */
  static Optional<FeatureFile> open(Path file, byte[] origin) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = read(in, 0, HEAD);
      byte[] found = new byte[ORIGIN];
      boolean marked = head.getLong() == MARK;
      long number = head.get(found).getLong();
      int count = head.getInt();
      if (!marked || count < 1 || count > MOST_SAMPLES) {
        throw new IOException("no file of features");
      }
      int length = headLength(count);
      ByteBuffer whole = read(in, 0, length);
      int content = length - Integer.BYTES;
      if (whole.getInt(content) != checksum(whole.array(), content)) {
        throw new IOException("its head is damaged");
      }
      if (!Arrays.equals(found, origin)) {
        return Optional.empty();
      }
      List<Place> places = new ArrayList<>();
      long from = length;
      whole.position(HEAD);
      for (int i = 0; i < count; i++) {
        Place place = new Place(from, whole.getInt(), whole.getInt());
        places.add(place);
        from += place.length;
      }
      FeatureFile opened = new FeatureFile(file, number, places);
      for (Place place : places) {
        opened.sample(in, place);
      }
      return Optional.of(opened);
    }
  }

  /**
   * Reads a sample.
   *
   * @throws IOException if it is damaged or cannot be read
   */
  byte[] sample(int index) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return sample(in, samples.get(index));
    }
  }

  private byte[] sample(FileChannel in, Place place) throws IOException {
    if (place.length < 0 || place.from + place.length > in.size()) {
      throw new EOFException("it ends too soon");
    }
    byte[] bytes = read(in, place.from, place.length).array();
    if (checksum(bytes, bytes.length) != place.checksum) {
      throw new IOException("a sample's checksum is wrong");
    }
    return bytes;
  }

  private static ByteBuffer read(FileChannel in, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("it ends too soon");
      }
    }
    return bytes.flip();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
