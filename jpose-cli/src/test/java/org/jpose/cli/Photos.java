package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** The sample photo, what is on it, and files made from it. */
public final class Photos {
  public static final int WIDTH = 1312;
  public static final int HEIGHT = 704;

  /** How far joints that lite finds are from those of the default model, at most. */
  public static final int LITE_PIXELS = 18;

  private static final Map<String, int[]> COLLINS =
      Map.of(
          "nose", new int[] {319, 220},
          "left_shoulder", new int[] {419, 367},
          "left_ear", new int[] {371, 213});
  private static final Map<String, int[]> PHOTOGRAPHER =
      Map.of(
          "nose", new int[] {949, 261},
          "right_elbow", new int[] {792, 397},
          "left_shoulder", new int[] {916, 293});

  private Photos() {}

  /** Two people, in the checkout. */
  public static Path twoPeople() {
    return Path.of(System.getProperty("jpose.root"), "samples", "two-people.jpg");
  }

  /** A copy, to be drawn over or not. */
  public static Path copy(Path target) throws IOException {
    return Files.copy(twoPeople(), target);
  }

  public static BufferedImage pixels() throws IOException {
    return ImageIO.read(twoPeople().toFile());
  }

  /** The joints one sees on the photo are in jpose's JSON of one image, scaled; no third person. */
  public static void assertTwoPeople(JsonNode image, double scale, double tolerance) {
    JsonNode people = image.get("people");
    assertEquals(2, people.size(), image.toString());
    JsonNode first = people.get(0);
    boolean collinsFirst = keypoint(first, "nose").path("x").asDouble() < scale * WIDTH / 2;
    assertPerson(people.get(collinsFirst ? 0 : 1), COLLINS, scale, tolerance);
    assertPerson(people.get(collinsFirst ? 1 : 0), PHOTOGRAPHER, scale, tolerance);
  }

  private static void assertPerson(
      JsonNode person, Map<String, int[]> seen, double scale, double tolerance) {
    seen.forEach(
        (joint, at) -> {
          JsonNode found = keypoint(person, joint);
          assertEquals(scale * at[0], found.path("x").asDouble(), tolerance, person.toString());
          assertEquals(scale * at[1], found.path("y").asDouble(), tolerance, person.toString());
        });
  }

  public static JsonNode keypoint(JsonNode person, String name) {
    for (JsonNode keypoint : person.get("keypoints")) {
      if (keypoint.get("name").asText().equals(name)) {
        return keypoint;
      }
    }
    return new ObjectMapper().createObjectNode();
  }

  public static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }

  /** A JPEG of nearly no loss, with an EXIF orientation. */
  public static Path jpeg(Path file, BufferedImage pixels, int orientation) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(0.97f);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(pixels, null, null), parameters);
    } finally {
      writer.dispose();
    }
    byte[] jpeg = bytes.toByteArray();
    byte[] exif = exif(orientation);
    return Files.write(
        file,
        ByteBuffer.allocate(jpeg.length + exif.length)
            .put(jpeg, 0, 2)
            .put(exif)
            .put(jpeg, 2, jpeg.length - 2)
            .array());
  }

  /** An APP1 segment that holds a TIFF block with nothing but an orientation. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(36)
        .putShort((short) 0xffe1)
        .putShort((short) 34)
        .put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
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

  /** A PNG of a few bytes that claims to be of any size. */
  public static Path bomb(Path file, int width, int height) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(0x89);
    png.writeBytes("PNG\r\n\032\n".getBytes(StandardCharsets.US_ASCII));
    png.writeBytes(chunk("IHDR", header.array()));
    png.writeBytes(chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1}));
    png.writeBytes(chunk("IEND", new byte[0]));
    return Files.write(file, png.toByteArray());
  }

  private static byte[] chunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, content.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
