package org.jpose.media.video.write;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of video files that are written, by their extensions. */
enum Container {
  MP4("mp4", VideoCodec.H264, false, "mp4", "m4v"),
  MOV("mov", VideoCodec.H264, false, "mov"),
  MATROSKA("matroska", VideoCodec.H264, false, "mkv"),
  WEBM("webm", VideoCodec.VP9, false, "webm"),
  AVI("avi", VideoCodec.MPEG4, true, "avi");

  private final String format;
  private final VideoCodec codec;
  private final boolean evenlySpaced;
  private final List<String> extensions;

  Container(String format, VideoCodec codec, boolean evenlySpaced, String... extensions) {
    this.format = format;
    this.codec = codec;
    this.evenlySpaced = evenlySpaced;
    this.extensions = List.of(extensions);
  }

  /** FFmpeg's name of the format. */
  String format() {
    return format;
  }

  /** The codec if none is chosen. */
  VideoCodec codec() {
    return codec;
  }

  /** Whether it knows a rate only, no times. */
  boolean isEvenlySpaced() {
    return evenlySpaced;
  }

  /** The container a file's name promises. */
  static Optional<Container> ofName(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot < 0
        ? Optional.empty()
        : Arrays.stream(values()).filter(c -> c.extensions.contains(extension)).findFirst();
  }

  /** All extensions, for messages. */
  static String labels() {
    return Arrays.stream(values())
        .flatMap(c -> c.extensions.stream())
        .map(e -> "." + e)
        .collect(Collectors.joining(", "));
  }
}
