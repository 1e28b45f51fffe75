package org.jpose.data.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jpose.core.disk.FileException;

/**
 * Reads a file of Matlab's version 5 to 7 ("Level 5 MAT-File Format", MathWorks) from its beginning
 * to its end: in memory is what visitors keep. Structures, numbers and text; what else there is, is
 * passed over.
 */
final class MatlabFile {
  private static final int TEXT = 116;
  private static final int HEADER = 128;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int STRUCT = 2;
  private static final int CHAR = 4;
  private static final int FIRST_NUMBER = 6;
  private static final int LAST_NUMBER = 15;

  /** More than any annotations have in one array. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int LONGEST_TEXT = 1 << 10;

  /** Five times what small numbers in structures are packed to. */
  private static final int MOST_TIMES = 100;

  private static final long ALWAYS_UNPACKED = 32 << 20;

  /** Longer names Matlab does not have. */
  private static final int LONGEST_NAME = 64;

  /** Bytes of a number by type; 0 where there is no such type. */
  private static final int[] WIDTHS = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8, 0, 0, 1, 2, 4};

  private final InputStream in;
  private final ByteOrder order;
  private final long most;
  private long position;

  private MatlabFile(InputStream in, ByteOrder order, long most) {
    this.in = in;
    this.order = order;
    this.most = most;
  }

  /** Takes what is found, and need not read all of it. */
  interface Variable {
    void read(String name, Matrix value) throws IOException;
  }

  /** Takes a field of an element of a structure; elements are counted from 0. */
  interface Field {
    void read(int element, String field, Matrix value) throws IOException;
  }

  /** Whether a file begins as those of Matlab do, of any version since 5. */
  static boolean isMeant(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return new String(bytes.readNBytes(7), StandardCharsets.US_ASCII).equals("MATLAB ");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads all variables.
   *
   * @throws FileException if the file is missing, damaged or of another version
   */
  static void read(Path file, Variable visitor) {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] header = bytes.readNBytes(HEADER);
      String text = new String(header, 0, Math.min(TEXT, header.length), StandardCharsets.US_ASCII);
      if (header.length < HEADER || !text.startsWith("MATLAB 5.0 ")) {
        throw new FileException(
            text.startsWith("MATLAB 7.3 ")
                ? file + ": is a file of Matlab 7.3; save it with '-v7'"
                : file + ": is not a file of Matlab 5 to 7");
      }
      ByteOrder order = header[HEADER - 2] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      new MatlabFile(bytes, order, Long.MAX_VALUE).variables(visitor);
    } catch (EOFException e) {
      throw new FileException(
          file + ": truncated: it ends in the middle of its data; copy or download it again", e);
    } catch (ZipException | Damage e) {
      throw new FileException(
          file + ": damaged (" + e.getMessage() + "); copy or download it again", e);
    } catch (IOException e) {
      throw new FileException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  /** What cannot be in such a file. */
  private static final class Damage extends IOException {
    private static final long serialVersionUID = 1L;

    Damage(String message) {
      super(message);
    }
  }

  private record Tag(int type, long size, boolean small) {
    /** Bytes up to the next one. */
    long padded() {
      return small ? 4 : type == COMPRESSED ? size : (size + 7) / 8 * 8;
    }
  }

  private void variables(Variable visitor) throws IOException {
    for (in.mark(1); in.read() >= 0; in.mark(1)) {
      in.reset();
      Tag tag = tag();
      long end = position + tag.padded();
      if (tag.type == COMPRESSED) {
        inflated(tag.size, visitor);
      } else if (tag.type == MATRIX) {
        variable(tag, visitor);
      }
      skipTo(end);
    }
  }

  private void inflated(long size, Variable visitor) throws IOException {
    Inflater inflater = new Inflater();
    Part part = new Part(size);
    try (InputStream plain =
        new BufferedInputStream(new InflaterInputStream(part, inflater, 1 << 14), 1 << 16)) {
      MatlabFile inside = new MatlabFile(plain, order, MOST_TIMES * size + ALWAYS_UNPACKED);
      Tag tag = inside.tag();
      if (tag.type == MATRIX) {
        inside.variable(tag, visitor);
      }
    } finally {
      inflater.end();
    }
  }

  /** So many bytes of this file, closed without it. */
  private final class Part extends InputStream {
    private long left;

    Part(long size) {
      left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = in.read(bytes, from, (int) Math.min(length, left));
      if (left == 0 || count < 0) {
        return -1;
      }
      left -= count;
      position += count;
      return count;
    }
  }

  private void variable(Tag tag, Variable visitor) throws IOException {
    Matrix matrix = matrix(tag);
    visitor.read(matrix.name, matrix);
  }

  private Tag tag() throws IOException {
    int first = integer();
    int small = first >>> 16;
    if (small != 0) {
      if (small > 4) {
        throw new Damage("a small element of " + small + " bytes at byte " + position);
      }
      return new Tag(first & 0xffff, small, true);
    }
    return new Tag(first, integer() & 0xffffffffL, false);
  }

  private int integer() throws IOException {
    return ByteBuffer.wrap(bytes(4)).order(order).getInt();
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    position += count;
    requireModest();
    return bytes;
  }

  private void requireModest() throws IOException {
    if (position > most) {
      throw new Damage("it unpacks to more than " + MOST_TIMES + " times its bytes");
    }
  }

  private void skipTo(long end) throws IOException {
    if (position > end) {
      throw new Damage("an element longer than what it is in, at byte " + position);
    }
    while (position < end) {
      long skipped = in.skip(end - position);
      if (skipped <= 0) {
        bytes(1);
      } else {
        position += skipped;
        requireModest();
      }
    }
  }

  /** The bytes of an element, of which there are few. */
  private byte[] few(String what, int most) throws IOException {
    Tag tag = tag();
    if (tag.size > most) {
      throw new Damage("%s of %d bytes at byte %d".formatted(what, tag.size, position));
    }
    long end = position + tag.padded();
    byte[] bytes = bytes((int) tag.size);
    skipTo(end);
    return bytes;
  }

  private int[] integers(String what, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(few(what, 4 * most)).order(order);
    int[] integers = new int[bytes.remaining() / 4];
    bytes.asIntBuffer().get(integers);
    return integers;
  }

  private Matrix matrix(Tag tag) throws IOException {
    long end = position + tag.padded();
    if (tag.type != MATRIX) {
      throw new Damage("an element of type " + tag.type + " for a matrix at byte " + position);
    }
    if (tag.size == 0) {
      return new Matrix("", 0, 0, end);
    }
    int[] flags = integers("flags", 2);
    int[] sides = integers("dimensions", 32);
    String name = new String(few("a name", LONGEST_NAME), StandardCharsets.US_ASCII);
    long count = 1;
    for (int side : sides) {
      count = Math.multiplyExact(count, Math.max(0, (long) side)) & 0x7fffffffL;
    }
    return new Matrix(name, flags.length == 0 ? 0 : flags[0] & 0xff, (int) count, end);
  }

  /** An array of the file, to be read once, before the next. */
  final class Matrix {
    private final String name;
    private final int kind;
    private final int count;
    private final long end;

    private Matrix(String name, int kind, int count, long end) {
      this.name = name;
      this.kind = kind;
      this.count = count;
      this.end = end;
    }

    /** How many elements it has. */
    int count() {
      return count;
    }

    boolean isStruct() {
      return kind == STRUCT;
    }

    /** Gives each field of each element; nothing if it is no structure. */
    void each(Field visitor) throws IOException {
      if (kind != STRUCT || count == 0) {
        return;
      }
      int[] length = integers("the length of names", 1);
      byte[] names = few("names of fields", 1 << 16);
      int width = length.length == 0 ? 0 : length[0];
      if (width < 1 || width > LONGEST_NAME) {
        throw new Damage("names of fields of " + width + " bytes at byte " + position);
      }
      List<String> fields = new ArrayList<>();
      for (int at = 0; at + width <= names.length; at += width) {
        String padded = new String(names, at, width, StandardCharsets.US_ASCII);
        fields.add(padded.substring(0, (padded + '\0').indexOf('\0')));
      }
      for (int element = 0; element < count && !fields.isEmpty(); element++) {
        for (String field : fields) {
          Matrix value = matrix(tag());
          visitor.read(element, field, value);
          skipTo(value.end);
        }
      }
    }

    /** Its numbers, or the characters' codes; none if it has others. */
    double[] numbers() throws IOException {
      boolean plain = kind == CHAR || kind >= FIRST_NUMBER && kind <= LAST_NUMBER;
      if (!plain || count == 0 || position >= end) {
        return new double[0];
      }
      Tag tag = tag();
      int width = tag.type > 0 && tag.type < WIDTHS.length ? WIDTHS[tag.type] : 0;
      if (width == 0) {
        throw new Damage("numbers of type " + tag.type + " at byte " + position);
      }
      if (tag.size / width > MOST_NUMBERS) {
        throw new Damage("%,d numbers at byte %d".formatted(tag.size / width, position));
      }
      double[] numbers = new double[(int) Math.min(1024, tag.size / width)];
      for (int i = 0; i < tag.size / width; i++) {
        // As long as there are bytes, and not as long as the file claims.
        numbers = i == numbers.length ? Arrays.copyOf(numbers, 2 * i) : numbers;
        numbers[i] = number(tag.type, ByteBuffer.wrap(bytes(width)).order(order));
      }
      return Arrays.copyOf(numbers, (int) (tag.size / width));
    }

    /** Its text; empty if it is none. */
    String text() throws IOException {
      if (kind != CHAR || count == 0 || position >= end) {
        return "";
      }
      Tag tag = tag();
      if (tag.size > LONGEST_TEXT) {
        throw new Damage("a text of " + tag.size + " bytes at byte " + position);
      }
      boolean wide = tag.type == 4 || tag.type == 17;
      Charset units =
          wide
              ? order == ByteOrder.LITTLE_ENDIAN
                  ? StandardCharsets.UTF_16LE
                  : StandardCharsets.UTF_16BE
              : StandardCharsets.UTF_8;
      return new String(bytes((int) tag.size), units);
    }
  }

  private static double number(int type, ByteBuffer bytes) {
    return switch (type) {
      case 1 -> bytes.get();
      case 2, 16 -> bytes.get() & 0xff;
      case 3 -> bytes.getShort();
      case 4, 17 -> bytes.getShort() & 0xffff;
      case 5 -> bytes.getInt();
      case 6, 18 -> bytes.getInt() & 0xffffffffL;
      case 7 -> bytes.getFloat();
      case 12, 13 -> bytes.getLong();
      default -> bytes.getDouble();
    };
  }
}
