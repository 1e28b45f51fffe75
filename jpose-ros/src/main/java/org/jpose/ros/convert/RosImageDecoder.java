package org.jpose.ros.convert;

import java.nio.ByteBuffer;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MessageFormatException;

/** Makes images of messages. Thread-safe. */
public final class RosImageDecoder {
  private static final int MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  private final ImageFileReader files = new ImageFileReader(ImageReadOptions.defaults());

  /** A decoder. */
  public RosImageDecoder() {}

  /**
   * The pixels of a picture, in an array of their own. Transparency is dropped, values of 16 bits
   * are scaled to 8.
   *
   * @throws MessageFormatException if its encoding is none that jpose reads, or its numbers do not
   *     agree
   */
  public Image decode(ImageMessage message) {
    Encoding encoding =
        Encoding.named(message.encoding())
            .orElseThrow(
                () ->
                    new MessageFormatException(
                        "encoding '%s' is not read; expected one of %s"
                            .formatted(message.encoding(), Encoding.labels())));
    check(message, encoding);
    int width = (int) message.width();
    int height = (int) message.height();
    int step = (int) message.step();
    ByteBuffer data = message.data().slice();
    return switch (encoding) {
      case BGR8, BGR_BYTES -> packed(ColourOrder.BGR, data, width, height, step);
      case RGB8 -> packed(ColourOrder.RGB, data, width, height, step);
      case BGRA8 -> withoutAlpha(ColourOrder.BGR, data, width, height, step);
      case RGBA8 -> withoutAlpha(ColourOrder.RGB, data, width, height, step);
      case MONO8, GREY_BYTES -> grey(data, width, height, step);
      case MONO16 -> deepGrey(data, width, height, step, message.bigEndian());
      case UYVY -> yuv(data, width, height, step, 1);
      case YUYV -> yuv(data, width, height, step, 0);
      case BAYER_RGGB8 -> bayer(data, width, height, step, 0, 0);
      case BAYER_BGGR8 -> bayer(data, width, height, step, 1, 1);
      case BAYER_GRBG8 -> bayer(data, width, height, step, 1, 0);
      case BAYER_GBRG8 -> bayer(data, width, height, step, 0, 1);
    };
  }

  private static void check(ImageMessage message, Encoding encoding) {
    long width = message.width();
    long height = message.height();
    if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS / width) {
      throw new MessageFormatException(
          "a picture of %dx%d pixels; expected 1x1 to %d pixels in all"
              .formatted(width, height, MOST_PIXELS));
    }
    boolean pairs = encoding == Encoding.UYVY || encoding == Encoding.YUYV;
    if (pairs && width % 2 != 0) {
      throw new MessageFormatException(
          "%s of %d pixels in a row; expected an even number".formatted(message.encoding(), width));
    }
    long row = width * encoding.bytes();
    if (message.step() < row || message.step() > Integer.MAX_VALUE) {
      throw new MessageFormatException(
          "a row of %d bytes for %d pixels of %s; expected %d or more"
              .formatted(message.step(), width, message.encoding(), row));
    }
    long needed = message.step() * (height - 1) + row;
    if (needed > message.data().remaining()) {
      throw new MessageFormatException(
          "%d bytes for %d rows of %d bytes; expected %d"
              .formatted(message.data().remaining(), height, message.step(), needed));
    }
  }

  private static Image packed(ColourOrder order, ByteBuffer data, int width, int height, int step) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      data.get(y * step, pixels, y * width * 3, width * 3);
    }
    return Image.wrap(width, height, order, pixels);
  }

  private static Image withoutAlpha(
      ColourOrder order, ByteBuffer data, int width, int height, int step) {
    byte[] pixels = new byte[width * height * 3];
    byte[] row = new byte[width * 4];
    for (int y = 0, i = 0; y < height; y++) {
      data.get(y * step, row);
      for (int x = 0; x < row.length; x += 4, i += 3) {
        pixels[i] = row[x];
        pixels[i + 1] = row[x + 1];
        pixels[i + 2] = row[x + 2];
      }
    }
    return Image.wrap(width, height, order, pixels);
  }

  private static Image grey(ByteBuffer data, int width, int height, int step) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        put(pixels, i, data.get(y * step + x));
      }
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  private static Image deepGrey(
      ByteBuffer data, int width, int height, int step, boolean bigEndian) {
    byte[] pixels = new byte[width * height * 3];
    int high = bigEndian ? 0 : 1;
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        int at = y * step + 2 * x;
        int value = (data.get(at + high) & 0xff) << 8 | data.get(at + 1 - high) & 0xff;
        put(pixels, i, (byte) ((value * 255L + 32767) / 65535));
      }
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  private static void put(byte[] pixels, int at, byte grey) {
    pixels[at] = grey;
    pixels[at + 1] = grey;
    pixels[at + 2] = grey;
  }

  /** Two pixels in four bytes, by BT.601 with 16 to 235 for black to white. */
  private static Image yuv(ByteBuffer data, int width, int height, int step, int firstLuma) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        int pair = y * step + (x & ~1) * 2;
        int chroma = pair + 1 - firstLuma;
        double luma = 1.164383 * ((data.get(y * step + 2 * x + firstLuma) & 0xff) - 16);
        int u = (data.get(chroma) & 0xff) - 128;
        int v = (data.get(chroma + 2) & 0xff) - 128;
        pixels[i] = clamped(luma + 2.017232 * u);
        pixels[i + 1] = clamped(luma - 0.391762 * u - 0.812968 * v);
        pixels[i + 2] = clamped(luma + 1.596027 * v);
      }
    }
    return Image.wrap(width, height, ColourOrder.BGR, pixels);
  }

  private static byte clamped(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }

  private static Image bayer(ByteBuffer data, int width, int height, int step, int redX, int redY) {
    byte[] bgr = new Bayer(data, width, height, step, redX, redY).bgr();
    return Image.wrap(width, height, ColourOrder.BGR, bgr);
  }

  /**
   * The pixels of a compressed picture, by its content: JPEG, PNG and what else jpose reads.
   *
   * @throws MessageFormatException if it is none, or damaged
   */
  public Image decode(CompressedImageMessage message) {
    byte[] file = new byte[message.data().remaining()];
    message.data().duplicate().get(file);
    try {
      return files.read(file, "a compressed picture of format '" + message.format() + "'");
    } catch (MediaException e) {
      throw new MessageFormatException(e.getMessage());
    }
  }
}
