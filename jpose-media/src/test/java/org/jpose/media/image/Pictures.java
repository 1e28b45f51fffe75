package org.jpose.media.image;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files made for tests. */
final class Pictures {
  private static final int PNG_HEADER_END = 33;

  private Pictures() {}

  /** A picture in which no two pixels are equal. */
  static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 5 & 255) << 16 | (y * 7 & 255) << 8 | (x + y & 255));
      }
    }
    return image;
  }

  static byte[] encode(RenderedImage image, String format, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (progressive) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  static byte[] encode(RenderedImage image, String format) {
    return encode(image, format, false);
  }

  /** A TIFF block with nothing but an orientation: what EXIF is made of. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** An APP1 segment for the place after a JPEG's first two bytes. */
  static byte[] exifSegment(int orientation) {
    return segment(exif(orientation));
  }

  /** An APP1 segment that calls itself EXIF. */
  static byte[] segment(byte[] content) {
    return ByteBuffer.allocate(content.length + 10)
        .putShort((short) 0xffe1)
        .putShort((short) (content.length + 8))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  static byte[] jpegWithSegment(byte[] jpeg, byte[] segment) {
    return insert(jpeg, 2, segment);
  }

  static byte[] pngWithOrientation(byte[] png, int orientation) {
    return insert(png, PNG_HEADER_END, chunk("eXIf", exif(orientation)));
  }

  /** A PNG with a chunk after its header. */
  static byte[] pngWithChunk(byte[] png, String type, byte[] content) {
    return insert(png, PNG_HEADER_END, chunk(type, content));
  }

  /** A PNG of a few bytes that claims to be of any size. */
  static byte[] pngClaiming(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    byte[] start = insert(signature, signature.length, chunk("IHDR", header));
    byte[] data = chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 0x03, 0, 0, 0, 0, 1});
    byte[] body = insert(start, start.length, data);
    return insert(body, body.length, chunk("IEND", new byte[0]));
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return ByteBuffer.allocate(content.length + 12)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] insert(byte[] bytes, int at, byte[] inserted) {
    return ByteBuffer.allocate(bytes.length + inserted.length)
        .put(bytes, 0, at)
        .put(inserted)
        .put(bytes, at, bytes.length - at)
        .array();
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
