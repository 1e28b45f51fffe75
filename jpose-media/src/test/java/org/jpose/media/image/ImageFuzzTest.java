package org.jpose.media.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jpose.media.MediaException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes give an image or a {@link MediaException}. */
@Tag("fuzz")
class ImageFuzzTest {
  private final ImageFileReader reader =
      new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(2_000_000));

  private static Fuzz fuzz(String name, byte[]... wholes) {
    return Fuzz.of("image-" + name, wholes).declaring(MediaException.class);
  }

  private static BufferedImage picture(int type) {
    BufferedImage picture = new BufferedImage(60, 40, type);
    picture.createGraphics().drawImage(Pictures.gradient(60, 40), 0, 0, null);
    return picture;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "gif", "tiff"})
  void kindsThatImageIoReads(String format) {
    byte[] colour = Pictures.encode(picture(BufferedImage.TYPE_3BYTE_BGR), format);
    byte[] palette = Pictures.encode(picture(BufferedImage.TYPE_BYTE_INDEXED), format);
    byte[] grey = Pictures.encode(picture(BufferedImage.TYPE_BYTE_GRAY), format);
    byte[] fourth =
        switch (format) {
          case "jpeg" ->
              Pictures.jpegWithSegment(
                  Pictures.encode(picture(BufferedImage.TYPE_3BYTE_BGR), format, true),
                  Pictures.exifSegment(6));
          case "png" -> Pictures.pngWithOrientation(colour, 3);
          default -> grey;
        };
    fuzz(format, colour, palette, grey, fourth).run(input -> reader.read(input, "it"));
  }

  @Test
  void webp() throws IOException {
    byte[] lossy =
        Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
    fuzz(
            "webp",
            lossy,
            HostileImageTest.oneColourWebp(),
            resource("lossless.webp"),
            resource("lossless-palette.webp"),
            resource("lossy.webp"))
        .alsoFrom(resource("losslesswebp-016-trunc.webp"), resource("webp-anim.webp"))
        .run(input -> reader.read(input, "it"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageFuzzTest.class.getResourceAsStream("/siege/" + name)) {
      return in.readAllBytes();
    }
  }

  /** Kinds of FFmpeg that need no encoder. */
  @Test
  void kindsThatFfmpegReads() {
    ByteArrayOutputStream ppm = new ByteArrayOutputStream();
    ppm.writeBytes("P6\n8 4\n255\n".getBytes(StandardCharsets.US_ASCII));
    ppm.writeBytes(new byte[8 * 4 * 3]);
    fuzz("ppm", ppm.toByteArray()).run(input -> reader.read(input, "it.ppm"));
    byte[] tga =
        ByteBuffer.allocate(18 + 8 * 4 * 3)
            .put(2, (byte) 2)
            .put(12, (byte) 8)
            .put(14, (byte) 4)
            .put(16, (byte) 24)
            .array();
    fuzz("tga", tga).run(input -> reader.read(input, "it.tga"));
  }
}
