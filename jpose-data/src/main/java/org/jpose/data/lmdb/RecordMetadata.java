package org.jpose.data.lmdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A record's fourth plane: rows of little-endian floats from column 0. Rows: 0 the data set's name
 * as bytes; 1 height and width; 2 three bytes (validation, number of others, place of the main
 * person from 1), then floats (number of the image, count, total); 3 centre; 4 scale; 5 to 7 x, y
 * and visibility of the main person's joints; then, with n others, n rows of centres, one row of n
 * scales, 3 n rows of joints.
 *
 * @param dataset name of the data set
 * @param width pixels in a row of the image, before padding
 * @param height rows of the image, before padding
 * @param numbers where the record stands
 * @param place place of the main person among the image's people, from 1
 * @param main the main person
 * @param others the other people around
 */
record RecordMetadata(
    String dataset,
    int width,
    int height,
    RecordNumbers numbers,
    int place,
    RecordPerson main,
    List<RecordPerson> others) {
  /** How many other people a record can count. */
  static final int MOST_OTHERS = 255;

  private static final int NUMBERS_START = 3;

  RecordMetadata {
    others = List.copyOf(others);
  }

  /** Rows a plane must have for so many others. */
  static int rows(int others) {
    return others == 0 ? 8 : 9 + 4 * others;
  }

  /** Bytes a row must have for so many joints and others, and for what is the same always. */
  static int columns(int joints, int others) {
    return Float.BYTES * Math.max(Math.max(joints, others), 4);
  }

  /**
   * Reads a plane.
   *
   * @throws IllegalArgumentException if its rows do not hold what they announce
   */
  static RecordMetadata parse(Plane plane) {
    String dataset = plane.name();
    int joints = LmdbLayout.of(dataset).skeleton().jointCount();
    // The third row says how many; a plane that lacks it is refused as too small below.
    int others = plane.height < 3 || plane.width < 2 ? 0 : plane.unsigned(2, 1);
    if (rows(others) > plane.height || columns(joints, others) > plane.width) {
      throw new IllegalArgumentException(
          "%d other people and %d joints need %d rows of %d bytes, the plane has %d of %d"
              .formatted(
                  others,
                  joints,
                  rows(others),
                  columns(joints, others),
                  plane.height,
                  plane.width));
    }
    List<RecordPerson> people = new ArrayList<>();
    for (int other = 0; other < others; other++) {
      int row = 8 + other;
      int jointRow = 9 + others + 3 * other;
      people.add(
          new RecordPerson(
              plane.number(row, 0),
              plane.number(row, 1),
              plane.number(8 + others, other),
              plane.rows(jointRow, joints)));
    }
    RecordPerson main =
        new RecordPerson(
            plane.number(3, 0), plane.number(3, 1), plane.number(4, 0), plane.rows(5, joints));
    return new RecordMetadata(
        dataset,
        plane.whole(1, 0, 1),
        plane.whole(1, 0, 0),
        plane.numbers(),
        plane.unsigned(2, 2),
        main,
        people);
  }

  /** Writes the rows; the plane must be large enough and zero. */
  void write(Plane plane) {
    byte[] name = dataset.getBytes(StandardCharsets.US_ASCII);
    plane.put(0, 0, name);
    plane.putNumbers(1, 0, height, width);
    plane.put(2, 0, (byte) (numbers.validation() ? 1 : 0), (byte) others.size(), (byte) place);
    plane.putNumbers(2, NUMBERS_START, numbers.image(), numbers.count(), numbers.total());
    plane.putNumbers(3, 0, main.centreX(), main.centreY());
    plane.putNumbers(4, 0, main.scale());
    plane.putRows(5, main.joints());
    for (int other = 0; other < others.size(); other++) {
      RecordPerson person = others.get(other);
      plane.putNumbers(8 + other, 0, person.centreX(), person.centreY());
      plane.putNumbers(8 + others.size(), other * Float.BYTES, person.scale());
      plane.putRows(9 + others.size() + 3 * other, person.joints());
    }
  }

  /** A plane of bytes, read and written as rows of floats. */
  static final class Plane {
    private final ByteBuffer bytes;
    private final int width;
    private final int height;

    /** Wraps a part of a record. */
    Plane(byte[] record, int offset, int width, int height) {
      // Not slice(): absolute access with the offset in one place.
      this.bytes =
          ByteBuffer.wrap(record, offset, record.length - offset)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      this.width = width;
      this.height = height;
    }

    /** The second row's numbers alone; the plane may be cut off after it. */
    RecordNumbers numbers() {
      if (height < 3 || width < NUMBERS_START + 3 * Float.BYTES) {
        throw new IllegalArgumentException(
            "a metadata plane of " + width + "x" + height + " bytes is too small");
      }
      return new RecordNumbers(
          unsigned(2, 0) != 0,
          whole(2, NUMBERS_START, 0),
          whole(2, NUMBERS_START, 1),
          whole(2, NUMBERS_START, 2));
    }

    /** The data set's name: the first row up to its first zero. */
    String name() {
      StringBuilder name = new StringBuilder();
      for (int column = 0; column < width && unsigned(0, column) != 0; column++) {
        int character = unsigned(0, column);
        // A name of noise must not get into a message.
        name.append(character >= ' ' && character < 127 ? (char) character : '?');
      }
      return name.length() > 20 ? name.substring(0, 20) + "..." : name.toString();
    }

    private int unsigned(int row, int column) {
      return bytes.get(row * width + column) & 0xff;
    }

    private float number(int row, int index) {
      return bytes.getFloat(row * width + index * Float.BYTES);
    }

    private int whole(int row, int column, int index) {
      float value = bytes.getFloat(row * width + column + index * Float.BYTES);
      if (!(value >= 0) || value > Integer.MAX_VALUE || value != Math.rint(value)) {
        throw new IllegalArgumentException(
            "row " + row + " of the metadata holds " + value + ", expected a whole number");
      }
      return (int) value;
    }

    private float[][] rows(int row, int count) {
      float[][] rows = new float[3][count];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < count; j++) {
          rows[i][j] = number(row + i, j);
        }
      }
      return rows;
    }

    private void put(int row, int column, byte... values) {
      bytes.put(row * width + column, values);
    }

    private void putNumbers(int row, int column, float... values) {
      for (int i = 0; i < values.length; i++) {
        bytes.putFloat(row * width + column + i * Float.BYTES, values[i]);
      }
    }

    private void putRows(int row, float[][] rows) {
      for (int i = 0; i < rows.length; i++) {
        putNumbers(row + i, 0, rows[i]);
      }
    }
  }
}
