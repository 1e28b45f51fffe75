package org.jpose.media.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.image.Image;

/**
 * Writes PNG, JPEG (quality 0.92) and BMP files, by the extension of their name. A file appears
 * whole or not at all; an earlier file of that name is replaced. Immutable and thread-safe.
 */
public final class ImageFileWriter {
  private static final float JPEG_QUALITY = 0.92f;

  private final Output output;

  /** A writer. */
  public ImageFileWriter() {
    this(path -> new FileImageOutputStream(path.toFile()));
  }

  ImageFileWriter(Output output) {
    this.output = output;
  }

  /** Opens a file for writing; a seam for tests. */
  interface Output {
    ImageOutputStream open(Path path) throws IOException;
  }

  /**
   * Checks what can be checked before there is an image: extension and folder.
   *
   * @throws FileException if {@link #write} could not write to this name
   */
  public static void check(Path target) {
    format(target);
    PendingFile.beside(target).close();
  }

  /**
   * Writes one image.
   *
   * @param image what to write; not changed
   * @param target file ending in {@code .png}, {@code .jpg}, {@code .jpeg} or {@code .bmp}
   * @throws FileException if the extension is another, the folder is missing, or writing fails
   */
  public void write(Image image, Path target) {
    String format = format(target);
    try (PendingFile pending = PendingFile.beside(target)) {
      try {
        encode(image.toBufferedImage(), format, pending.path());
        pending.commit();
      } catch (IOException | RuntimeException e) {
        throw pending.failure(e);
      }
    }
  }

  private static String format(Path target) {
    String name = target.getFileName() == null ? "" : target.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".png")) {
      return "png";
    }
    if (lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
      return "jpeg";
    }
    if (lower.endsWith(".bmp")) {
      return "bmp";
    }
    throw new FileException(
        target + ": pictures are written as .png, .jpg, .jpeg or .bmp; choose one of these");
  }

  /** The bytes of a PNG file of an image, which is not changed. */
  public static byte[] png(Image image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      encode(image.toBufferedImage(), "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("writing a picture into memory", e);
    }
    return bytes.toByteArray();
  }

  private void encode(BufferedImage image, String format, Path path) throws IOException {
    try (ImageOutputStream stream = output.open(path)) {
      encode(image, format, stream);
    }
  }

  private static void encode(BufferedImage image, String format, ImageOutputStream stream)
      throws IOException {
    ImageWriter writer = writer(image, format);
    try {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
      stream.flush();
    } finally {
      writer.dispose();
    }
  }

  /** The JDK's own writer: plugins may register others before it. */
  private static ImageWriter writer(BufferedImage image, String format) {
    Iterator<ImageWriter> writers =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageWriter.class.getModule()) {
        return writer;
      }
    }
    throw new IllegalStateException("this Java has no writer for " + format);
  }
}
