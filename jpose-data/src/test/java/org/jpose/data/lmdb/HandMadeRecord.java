package org.jpose.data.lmdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A record written byte for byte from DESIGN section 5, sharing no code with the writer: 72 x 80
 * pixels, the main person with 17 joints and two others.
 */
final class HandMadeRecord {
  static final int WIDTH = 72;
  static final int HEIGHT = 80;
  static final int OTHERS = 2;
  private final byte[] plane = new byte[WIDTH * HEIGHT];

  private HandMadeRecord() {}

  /** The protobuf message. */
  static byte[] coco() {
    return message(new HandMadeRecord().coco(6), 6);
  }

  /** With MPI's 16 joints and no {@code mask_all}. */
  static byte[] mpi() {
    return message(new HandMadeRecord().mpi(5), 5);
  }

  private byte[] coco(int planes) {
    metadata("COCO_val", 1, 17);
    return planes(planes);
  }

  private byte[] mpi(int planes) {
    metadata("MPI", 0, 16);
    return planes(planes);
  }

  private void metadata(String name, int validation, int joints) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, plane, 0, bytes.length);
    floats(1, 0, HEIGHT, WIDTH);
    plane[2 * WIDTH] = (byte) validation;
    plane[2 * WIDTH + 1] = OTHERS;
    plane[2 * WIDTH + 2] = 2;
    floats(2, 3, 7, 41, 121_745);
    floats(3, 0, 31, 41);
    floats(4, 0, 36.8f / 368);
    for (int joint = 0; joint < joints; joint++) {
      person(5, joint, 11 + joint, 21 + 2 * joint, joint % 3);
    }
    floats(8, 0, 51, 26);
    floats(9, 0, 61, 71);
    floats(10, 0, 0.05f, 0.025f);
    for (int joint = 0; joint < joints; joint++) {
      person(11, joint, 1 + joint, 2, 1);
      person(14, joint, 40.5f, 1 + joint, joint == 3 ? 0 : 2);
    }
  }

  private void person(int row, int joint, float x, float y, int visible) {
    floats(row, 4 * joint, x);
    floats(row + 1, 4 * joint, y);
    floats(row + 2, 4 * joint, visible);
  }

  private void floats(int row, int column, float... values) {
    ByteBuffer bytes = ByteBuffer.wrap(plane).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(row * WIDTH + column);
    for (float value : values) {
      bytes.putFloat(value);
    }
  }

  private byte[] planes(int count) {
    byte[] all = new byte[count * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = y * WIDTH + x;
        for (int channel = 0; channel < 3; channel++) {
          all[channel * plane.length + at] = (byte) (3 * x + 5 * y + 50 * channel);
        }
        all[3 * plane.length + at] = plane[at];
        all[4 * plane.length + at] = (byte) (x < 10 && y < 20 ? 0 : 255);
        if (count > 5) {
          all[5 * plane.length + at] = 1;
        }
      }
    }
    return all;
  }

  private static byte[] message(byte[] planes, int channels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x08);
    out.write(channels);
    out.write(0x10);
    out.write(HEIGHT);
    out.write(0x18);
    out.write(WIDTH);
    out.write(0x22);
    int length = planes.length;
    out.write(length & 0x7f | 0x80);
    out.write(length >> 7 & 0x7f | 0x80);
    out.write(length >> 14);
    out.writeBytes(planes);
    // A label, as Caffe's own tool adds one.
    out.write(0x28);
    out.write(0);
    return out.toByteArray();
  }
}
