package org.jpose.train.loop;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.zip.CRC32C;

/**
 * Curves and pictures for TensorBoard: a file of records, each one event as protocol buffer, framed
 * by its length and checksums. Every event is in the file when its method returns, so a run that is
 * killed loses none. Not thread-safe.
 */
public final class EventFile implements Closeable {
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int SESSION_START = 1;
  private static final String VERSION = "brain.Event:2";

  private final OutputStream out;
  private final Clock clock;

  private EventFile(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Creates a file in a folder; its name has the time and process, so that a resumed run's stands
   * beside the first's.
   *
   * @throws IOException if it cannot be created
   */
  public static EventFile create(Path folder) throws IOException {
    return create(folder, Clock.systemUTC());
  }

  static EventFile create(Path folder, Clock clock) throws IOException {
    long millis = clock.millis();
    String name =
        "events.out.tfevents.%010d.jpose.%d.%03d"
            .formatted(millis / 1000, ProcessHandle.current().pid(), millis % 1000);
    EventFile file =
        new EventFile(
            Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW), clock);
    Message event = new Message().real(1, file.seconds()).bytes(3, utf8(VERSION));
    file.write(event);
    return file;
  }

  /**
   * Says that a run begins or goes on here: what other files of the folder have from this step on
   * is of a part of the run that was lost, and is not shown.
   */
  public void start(long step) throws IOException {
    Message session = new Message().whole(1, SESSION_START);
    write(new Message().real(1, seconds()).whole(2, step).bytes(7, session.bytes()));
  }

  /** Adds a point of a curve. */
  public void scalar(String tag, long step, double value) throws IOException {
    write(step, new Message().bytes(1, utf8(tag)).single(2, (float) value));
  }

  /**
   * Adds a picture.
   *
   * @param png the bytes of a PNG file of that size
   */
  public void picture(String tag, long step, int width, int height, byte[] png) throws IOException {
    Message image = new Message().whole(1, height).whole(2, width).whole(3, 3).bytes(4, png);
    write(step, new Message().bytes(1, utf8(tag)).bytes(4, image.bytes()));
  }

  private void write(long step, Message value) throws IOException {
    Message summary = new Message().bytes(1, value.bytes());
    write(new Message().real(1, seconds()).whole(2, step).bytes(5, summary.bytes()));
  }

  private double seconds() {
    return clock.millis() / 1000.0;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(Message event) throws IOException {
    byte[] data = event.bytes();
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    ByteBuffer record = littleEndian(length.length + 4 + data.length + 4);
    record.put(length).putInt(masked(length)).put(data).putInt(masked(data));
    out.write(record.array());
    out.flush();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The checksum as TFRecord stores it: turned by 15 bits and moved. */
  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** A protocol buffer message, field by field. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    private void key(int field, int kind) {
      varint(field << 3 | kind);
    }

    Message whole(int field, long value) {
      key(field, VARINT);
      varint(value);
      return this;
    }

    Message real(int field, double value) {
      key(field, EIGHT_BYTES);
      out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
      return this;
    }

    Message single(int field, float value) {
      key(field, FOUR_BYTES);
      out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message bytes(int field, byte[] value) {
      key(field, LENGTH);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
