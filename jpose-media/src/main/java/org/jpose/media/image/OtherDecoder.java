package org.jpose.media.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;

/** Pictures that ImageIO has no reader for, known by their first bytes. */
final class OtherDecoder {
  private static final int START = 32;

  private OtherDecoder() {}

  /** The kind of a file, if it is one of these. */
  static Optional<ImageKind> kind(EncodedImage image) throws IOException {
    try (InputStream in = image.open()) {
      String start = new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
      return kind(start, image.toString());
    }
  }

  private static Optional<ImageKind> kind(String start, String name) {
    if (start.startsWith("ftyp", 4) && start.length() >= 12) {
      return heif(start);
    }
    boolean boxes = start.startsWith("\0\0\0\fjP  ");
    if (boxes || start.startsWith("\u00ff\u004f\u00ff\u0051")) {
      return Optional.of(ImageKind.JPEG_2000);
    }
    if (start.matches("(?s)P[1-7]\\s.*")) {
      return Optional.of(ImageKind.PNM);
    }
    // TGA has no signature: known by its ending and by possible values in its head.
    boolean tga = name.toLowerCase(Locale.ROOT).endsWith(".tga") && start.length() > 18;
    return tga && start.substring(1, 3).matches("(?s)[\0\1][\1-\3\t-\13]")
        ? Optional.of(ImageKind.TGA)
        : Optional.empty();
  }

  /** By all brands of the file, of which the first may be a general one. */
  private static Optional<ImageKind> heif(String start) {
    String brands = start.substring(8);
    if (brands.matches("(?s)avi[fs].*")) {
      return Optional.of(ImageKind.AVIF);
    }
    return brands.matches("(?s)(hei[cxms]|hev[cx]|mif[12]|msf1).*")
        ? Optional.of(brands.contains("avif") ? ImageKind.AVIF : ImageKind.HEIF)
        : Optional.empty();
  }

  /**
   * Decodes it.
   *
   * @throws MediaException if it is damaged, too large, or there is no decoder
   */
  static Image decode(EncodedImage image, ImageKind kind, PictureDecoder.SizeCheck size) {
    PictureDecoder decoder =
        ServiceLoader.load(PictureDecoder.class, PictureDecoder.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new MediaException(
                        "%s: no decoder for %s; convert it to JPEG or PNG"
                            .formatted(image, kind.label())));
    try (InputStream in = image.open()) {
      return decoder.decode(in.readAllBytes(), kind.decodedAs().orElseThrow(), size);
    } catch (PictureDecoder.BadPictureException e) {
      throw new MediaException(
          Fault.DAMAGED,
          "%s: truncated or damaged %s: %s; copy or download it again"
              .formatted(image, kind.label(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw ImageFileReader.unreadable(image, e);
    }
  }
}
