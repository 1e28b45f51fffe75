package org.jpose.media.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of image files jpose reads, and what they are called elsewhere. */
enum ImageKind {
  JPEG("JPEG", "jpeg", "jpg", "jpeg", "jpe", "jfif"),
  PNG("PNG", "png", "png"),
  BMP("BMP", "bmp", "bmp", "dib"),
  GIF("GIF", "gif", "gif"),
  TIFF("TIFF", "tiff", "tif", "tiff"),
  WEBP("WebP", "webp", "webp"),
  HEIF("HEIC", PictureDecoder.Kind.HEIF, "heic", "heif", "hif", "heics", "heifs"),
  AVIF("AVIF", PictureDecoder.Kind.HEIF, "avif", "avifs"),
  JPEG_2000("JPEG 2000", PictureDecoder.Kind.JPEG_2000, "jp2", "j2k", "j2c", "jpc", "jpf", "jpx"),
  PNM("PNM", PictureDecoder.Kind.PNM, "ppm", "pgm", "pbm", "pnm", "pam"),
  TGA("TGA", PictureDecoder.Kind.TGA, "tga");

  private final String label;
  private final String format;
  private final PictureDecoder.Kind decodedAs;
  private final List<String> extensions;

  ImageKind(String label, String format, String... extensions) {
    this.label = label;
    this.format = format;
    this.decodedAs = null;
    this.extensions = List.of(extensions);
  }

  ImageKind(String label, PictureDecoder.Kind decodedAs, String... extensions) {
    this.label = label;
    this.format = "";
    this.decodedAs = decodedAs;
    this.extensions = List.of(extensions);
  }

  /** The kind as people write it. */
  String label() {
    return label;
  }

  /** What a {@link PictureDecoder} is asked for, where ImageIO has no reader. */
  Optional<PictureDecoder.Kind> decodedAs() {
    return Optional.ofNullable(decodedAs);
  }

  /** The kind an ImageIO provider with these format names reads. */
  static Optional<ImageKind> ofFormats(String... names) {
    List<String> lower = Arrays.stream(names).map(n -> n.toLowerCase(Locale.ROOT)).toList();
    return Arrays.stream(values()).filter(kind -> lower.contains(kind.format)).findFirst();
  }

  /** The kind a file's name promises. */
  static Optional<ImageKind> ofName(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0
        ? Optional.empty()
        : Arrays.stream(values()).filter(kind -> kind.extensions.contains(extension)).findFirst();
  }

  /** All kinds, for messages. */
  static String labels() {
    return Arrays.stream(values()).map(ImageKind::label).collect(Collectors.joining(", "));
  }
}
